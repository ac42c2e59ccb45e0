-- Numbers of the pieces of a shipment's line that are in the parcel, sorted as bytes are.
select distinct s.serial from serial_step s join fact f on f.id = s.fact
where s.line = ?1 and s.kind = 'packed' and f.undone_by is null order by s.serial
