-- Releases with how far they are; one (?1) or all, newest first.
select w.id, w.number, w.state, w.created_at, w.note, p.name as by_name,
       (select count(*) from pick_list l where l.wave = w.id and l.state <> 'cancelled') as lists,
       (select count(*) from pick_list l where l.wave = w.id and l.state = 'done') as lists_done,
       (select count(*) from shipment s where s.wave = w.id and s.state <> 'cancelled') as shipments,
       (select count(*) from shipment s where s.wave = w.id and s.state = 'done') as packed,
       (select count(*) from shipment s where s.wave = w.id and s.handed_at is not null) as handed
from wave w left join staff p on p.id = w.created_by
where ?1 is null or w.id = ?1
order by w.created_at desc, w.number desc
limit ?2
