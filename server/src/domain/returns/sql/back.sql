-- What came back of a shipment, in any return, by item and serial number.
select i.item, i.serial, cast(sum(i.quantity) as bigint) as quantity
from inspection i join sales_return r on r.id = i.return_id
where r.shipment = ?1 and i.undone = 0 and i.posted = 1 group by i.item, i.serial order by i.item, i.serial
