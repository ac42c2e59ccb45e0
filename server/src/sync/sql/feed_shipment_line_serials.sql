-- Numbers of the pieces of a shipment's line that are in the parcel, in the order in which they went in.
select s.serial from serial_step s join fact f on f.id = s.fact
where s.line = ?1 and s.kind = 'packed' and f.undone_by is null
group by s.serial order by min(f.at), min(f.id)
