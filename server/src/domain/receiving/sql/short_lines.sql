-- What each line of a delivery (?1), or one of them (?2), is short of, and the line that follows it up.
select l.id, case when l.expected > l.good + l.bad then l.expected - l.good - l.bad else 0 end as open,
       f.id as follow, f.expected as follow_expected
from delivery_line l left join delivery_line f on f.follows = l.id
where l.delivery = ?1 and (?2 is null or l.id = ?2)
order by l.seq, l.id
