-- Reports: stock at past moments, and reports that were handed up.

-- Midnights of the shop at which the balances were kept.
create table stock_mark (
    at      integer primary key,
    made_at integer not null
) strict;

-- What each place of the house held just before the mark: the fold of the movements with `at` before it, whenever
-- they arrived. A movement that is posted late is added here in the same transaction.
create table stock_mark_balance (
    mark      integer not null references stock_mark (at),
    item      text not null,
    place     text not null,
    lot       text not null,
    expiry    text not null,
    condition text not null,
    quantity  integer not null,
    primary key (mark, item, place, lot, expiry, condition)
) strict, without rowid;

create index movement_at on movement (at);
create index movement_item_at on movement (item, at);
-- What left for customers, and what came back from them: sales, demand, the last day an item was sold.
create index movement_sold on movement (to_place, at) where to_place = 'customer';
create index movement_back on movement (from_place, at) where from_place = 'customer';
create index movement_item_sold on movement (item, at) where to_place = 'customer';
-- What came into the house from outside: ages.
create index movement_item_in on movement (item, at) where from_place in ('supplier', 'opening');
create index delivery_line_item on delivery_line (item);

-- 呈報主管: a report as it was handed up, with who asked for it and who made it.
create table report_handed (
    id            text primary key,
    number        text not null unique,
    -- stock, flow, ageing, slow, runout, sales
    kind          text not null,
    -- What was asked for, as the address of the page it was handed up from.
    asked         text not null,
    -- The sheet as it was then, as JSON; it does not change with the books.
    sheet         text not null,
    instructed_by text not null references staff (id),
    reported_by   text not null references staff (id),
    reported_at   integer not null,
    note          text not null default ''
) strict;
create index report_handed_at on report_handed (reported_at);
create index report_handed_to on report_handed (instructed_by, reported_at);

-- Who read it and when: the first time each.
create table report_read (
    report text not null references report_handed (id),
    staff  text not null references staff (id),
    at     integer not null,
    -- 批示
    answer text not null default '',
    primary key (report, staff)
) strict;
