-- The fixed bins of a delivery's items.
select distinct l.item, n.code from delivery_line l join item i on i.id = l.item join bin n on n.id = i.home
where l.delivery = ?1 order by l.item
