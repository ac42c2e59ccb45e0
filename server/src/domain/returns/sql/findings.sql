-- What benches found of a return, as it happened.
select n.fact, n.seq, n.item, i.sku, i.name, n.lot, n.expiry, n.serial, n.quantity, n.not_ours, n.sealed, n.answers, n.suggested,
       n.grade, n.disposition, n.finding, n.remark, n.plate, n.at, n.posted, n.undone,
       s.name as staff_name, x.name as second_name, d.label as device_label
from inspection n join item i on i.id = n.item
left join staff s on s.id = n.staff left join staff x on x.id = n.second left join device d on d.id = n.device
where n.return_id = ?1 order by n.at, n.fact, n.seq
