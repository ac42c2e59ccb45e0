-- 盤點: pieces that changed their condition, and the serial numbers that were seen.

-- What of `posted` became this condition, or stopped being it: no piece was lost or found. Sums to zero over the
-- conditions of an item and lot.
alter table count_line add column regraded integer not null default 0;

-- 序號 that a closed count saw: the fold of its facts.
create table count_serial (
    visit     text not null references count_visit (id),
    item      text not null references item (id),
    serial    text not null,
    lot       text not null default '',
    expiry    text not null default '',
    condition text not null,
    -- More than one: two pieces cannot have it.
    times     integer not null,
    primary key (visit, item, serial)
) strict;
create index count_serial_item on count_serial (item, serial);
