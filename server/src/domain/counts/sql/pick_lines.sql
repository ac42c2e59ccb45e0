-- How many pick lines each item had since ?1, the most first.
select l.item, count(*) as lines from pick_line l join pick_list p on p.id = l.list
where p.created_at >= ?1 and p.state <> 'cancelled'
group by l.item order by lines desc, l.item
