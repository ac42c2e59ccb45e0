-- What was received, as a function of totals; what is paid for it, and what goes back.

-- A delivery that nobody announced: nothing is over in it.
alter table delivery add column blind integer not null default 0;
-- The 點箱 that counts, where two devices counted: the latest.
alter table delivery add column arrived_fact text;
-- The closing that counts, and what its device believed it had counted.
alter table delivery add column closed_fact text;
alter table delivery add column closed_good integer not null default 0;
alter table delivery add column closed_bad integer not null default 0;
alter table delivery add column cancelled_at integer;
create index delivery_follows on delivery (follows);

-- The line whose shortage it follows up.
alter table delivery_line add column follows text references delivery_line (id);
-- Over-delivered pieces that the office keeps, and those that it sends back.
alter table delivery_line add column accepted integer not null default 0;
alter table delivery_line add column refused integer not null default 0;
-- 單價 of the order, minor units; 0: not known.
alter table delivery_line add column unit_price integer not null default 0;
create index delivery_line_follows on delivery_line (follows);

-- How many facts that stand received this serial number; more than one asks a person.
alter table serial_received add column times integer not null default 1;

-- 上架儲位: where the pieces of a delivery went, as the workers' devices believed. For the 驗收單, not for the ledger.
create table stowed (
    delivery  text not null,
    item      text not null,
    lot       text not null default '',
    expiry    text not null default '',
    condition text not null,
    bin       text not null,
    quantity  integer not null,
    primary key (delivery, item, lot, expiry, condition, bin)
) strict;

-- Pieces that went back from a list's tote into bins.
create table put_back (
    list     text not null,
    item     text not null,
    quantity integer not null,
    primary key (list, item)
) strict;

-- 發票, 收據, 折讓單
create table voucher (
    id              text primary key,
    kind            text not null check (kind in ('invoice', 'receipt', 'allowance')),
    supplier        text not null references supplier (id),
    number          text not null,
    day             text not null,
    -- 聯式 of an invoice: triplicate, e_invoice.
    form            text not null default '',
    -- Minor units.
    net             integer not null,
    tax             integer not null,
    supplier_return text,
    remark          text not null default '',
    created_at      integer not null,
    created_by      text,
    -- Recorded by mistake: it stays to be seen and counts for nothing.
    removed_at      integer,
    removed_by      text
) strict;
create index voucher_number on voucher (number);
create index voucher_supplier on voucher (supplier, day);

create table voucher_delivery (
    voucher  text not null references voucher (id),
    delivery text not null references delivery (id),
    primary key (voucher, delivery)
) strict;
create index voucher_delivery_delivery on voucher_delivery (delivery);

-- What a voucher says of the lines of a delivery.
create table voucher_line (
    voucher       text not null references voucher (id),
    delivery      text not null references delivery (id),
    delivery_line text not null references delivery_line (id),
    quantity      integer not null,
    unit_price    integer not null,
    primary key (voucher, delivery_line)
) strict;
create index voucher_line_delivery on voucher_line (delivery);

-- Photo or PDF of a paper.
create table attachment (
    id         text primary key,
    voucher    text references voucher (id),
    delivery   text references delivery (id),
    name       text not null,
    type       text not null,
    size       integer not null,
    bytes      blob not null,
    created_at integer not null,
    created_by text
) strict;
create index attachment_voucher on attachment (voucher);
create index attachment_delivery on attachment (delivery);

-- 進貨退出單
create table supplier_return (
    id         text primary key,
    number     text not null unique,
    supplier   text not null references supplier (id),
    state      text not null check (state in ('open', 'done', 'cancelled')),
    reason     text not null,
    remark     text not null default '',
    created_at integer not null,
    created_by text,
    -- The goods left: from then on it is off the payable.
    sent_at    integer,
    sent_by    text,
    sent_day   text not null default '',
    carrier    text not null default '',
    waybill    text not null default ''
) strict;
create index supplier_return_supplier on supplier_return (supplier, sent_day);

create table supplier_return_line (
    supplier_return text not null references supplier_return (id),
    seq        integer not null,
    item       text not null references item (id),
    lot        text not null default '',
    expiry     text not null default '',
    condition  text not null,
    from_place text not null,
    quantity   integer not null check (quantity > 0),
    -- Of these, pieces that had been payable: what was received as bad or over never was.
    off        integer not null,
    -- Minor units.
    unit_price integer not null,
    primary key (supplier_return, seq)
) strict;
