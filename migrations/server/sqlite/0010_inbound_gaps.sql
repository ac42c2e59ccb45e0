-- Receiving, mended: blind deliveries that turn out to be expected ones, one table of serial numbers, learnt barcodes,
-- payment requests as they were handed to accounting.

-- "This is DN…": what devices recorded for the blind delivery counts for the expected one, whenever it is heard.
create table delivery_alias (
    blind    text primary key references delivery (id),
    whole    text not null references delivery (id),
    -- The note's number of the expected delivery before.
    note_no  text not null default '',
    at       integer not null,
    by_staff text references staff (id)
) strict;
create index delivery_alias_whole on delivery_alias (whole);

-- A delivery and those that turned out to be it: of whom facts, files and put-aways are read.
create view delivery_part as
select id as delivery, id as part from delivery
union all
select whole as delivery, blind as part from delivery_alias;

-- 序號: one piece each, whether it was there on the first day or came with a delivery.
create table serial_number (
    item     text not null references item (id),
    serial   text not null,
    -- The bin that it was opened in; null where it was received.
    bin      text references bin (id),
    -- How many facts that stand received it; with the opening, more than one asks a person.
    received integer not null default 0,
    -- The first of them that was heard.
    fact     text,
    at       integer not null,
    primary key (item, serial)
) strict;
insert into serial_number (item, serial, bin, received, fact, at)
select item, serial, bin, 0, null, at from serial;
-- "where true" tells the parser that "on conflict" is no join.
insert into serial_number (item, serial, bin, received, fact, at)
select item, serial, null, times, fact, at from serial_received where true
on conflict (item, serial) do update set received = excluded.received, fact = excluded.fact;
drop table serial;
drop table serial_received;

-- Which deliveries of an item are still at the dock is asked item by item.
create index receipt_item on receipt (item);
create index movement_dock_out on movement (item) where from_place = 'dock';
create index movement_dock_in on movement (item) where to_place = 'dock';

-- Barcodes that the office has not said yes to: read with every item that handhelds hear of.
create index discrepancy_learnt on discrepancy (item) where kind = 'barcode_learned';
create index fact_learnt on fact (discrepancy) where kind = 'barcode_learned';

-- 廠商請款單 as it was handed to accounting. Voided ones stay to be seen and count for nothing.
create table payment_request (
    id          text primary key,
    number      text not null unique,
    supplier    text not null references supplier (id),
    -- `2026-11`, and its days.
    month       text not null,
    from_day    text not null,
    to_day      text not null,
    -- What it said of the supplier and the terms, as JSON.
    said        text not null,
    -- Minor units.
    net         integer not null,
    tax         integer not null,
    issued_day  text not null,
    issued_at   integer not null,
    issued_by   text references staff (id),
    voided_at   integer,
    voided_by   text references staff (id),
    void_reason text not null default ''
) strict;
create index payment_request_supplier on payment_request (supplier, month);
create unique index payment_request_standing on payment_request (supplier, month) where voided_at is null;

create table payment_request_line (
    request  text not null references payment_request (id),
    seq      integer not null,
    -- What it is about: one of the two.
    delivery text references delivery (id),
    supplier_return text references supplier_return (id),
    -- The request that it corrects; empty: the document's own line.
    corrects text not null default '',
    -- The line as it was shown, as JSON.
    said     text not null,
    -- Minor units; what is asked for here, and below zero what is taken off.
    net      integer not null,
    tax      integer not null,
    primary key (request, seq)
) strict;
create index payment_request_line_delivery on payment_request_line (delivery);
create index payment_request_line_return on payment_request_line (supplier_return);

-- Print and workbook, byte for byte.
create table payment_request_file (
    request text not null references payment_request (id),
    kind    text not null check (kind in ('pdf', 'xlsx')),
    bytes   blob not null,
    primary key (request, kind)
) strict;
