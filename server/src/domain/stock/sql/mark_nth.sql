-- When the ?2-th movement (from 0) since ?1 happened.
select at as n from movement where at >= ?1 order by at limit 1 offset ?2
