-- 序號 from the dock to the customer.

-- What a fact says of one numbered piece: a fact, at most one row, and it stays when the fact is taken back. So whether
-- it counts, when it was and who did it are the fact's; what is known of a piece is asked of both together. What came
-- back from a customer is in `inspection`.
create table serial_step (
    fact     text primary key,
    item     text not null references item (id),
    serial   text not null,
    kind     text not null check (kind in ('received', 'put_away', 'moved', 'picked', 'packed')),
    -- Taken from it (picked) or put into it (put_away, moved).
    bin      text,
    -- Packed into it, and its line.
    shipment text,
    line     text
) strict;
create index serial_step_piece on serial_step (item, serial);
create index serial_step_serial on serial_step (serial);
create index serial_step_bin on serial_step (bin) where bin is not null;
create index serial_step_shipment on serial_step (shipment) where shipment is not null;
create index serial_step_line on serial_step (line) where line is not null;

-- Searched by the number alone.
create index serial_number_serial on serial_number (serial);
create index count_serial_serial on count_serial (serial);

-- What was received before this table was there.
insert into serial_step (fact, item, serial, kind)
select f.id, json_extract(f.body, '$.item'), json_extract(f.body, '$.serial'), 'received'
from fact f
where f.kind = 'received' and f.outcome <> 'quarantined' and coalesce(json_extract(f.body, '$.serial'), '') <> ''
    and json_extract(f.body, '$.item') in (select id from item);
