-- Every bin in use, one row for each item that it holds (none: one row), in walking order; when it was counted last.
select n.id as bin, n.zone, i.id as item, i.kind,
       (select max(v.at) from count_visit v where v.bin = n.id and v.only_item is null) as counted_at
from bin n
left join balance b on b.place = 'bin:' || n.id and b.quantity <> 0
left join item i on i.id = b.item
where n.active = 1
order by n.walk, n.code, n.id, i.id
