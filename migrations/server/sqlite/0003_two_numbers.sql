-- Every number with which a parcel was closed. Two devices without a network may close one shipment; both numbers are
-- kept, and the books take one of them, whichever fact arrives first.
create table parcel_close (
    fact     text primary key,
    shipment text not null,
    carrier  text not null,
    label    text not null,
    parcel   text not null,
    carton   text not null default '',
    weight_g integer,
    at       integer not null,
    by_staff text,
    -- 1: a person has looked, and this number is on the parcel.
    chosen   integer not null default 0
) strict;
create index parcel_close_shipment on parcel_close (shipment, fact);
create index parcel_close_label on parcel_close (carrier, label);

insert into parcel_close (fact, shipment, carrier, label, parcel, carton, weight_g, at, by_staff)
select coalesce((select min(f.id) from fact f
                 where f.kind = 'parcel_closed' and f.task = 'shipment:' || s.id and f.outcome <> 'quarantined'), s.id),
       s.id, s.carrier, s.parcel_label, coalesce(s.parcel, s.id), s.carton, s.weight_g,
       coalesce(s.packed_at, s.created_at), s.packed_by
from shipment s where s.parcel_label is not null;

-- What was read when a parcel was put on a pile: which of two numbers really left.
create table hand_over_scan (
    shipment text not null,
    manifest text not null,
    raw      text not null,
    -- Scans onto this pile minus those that were taken back.
    times    integer not null,
    primary key (shipment, manifest, raw)
) strict;

-- Who began a list or went on with it, and in which tote.
create table list_hand (
    fact   text primary key,
    list   text not null,
    -- Null: they went on without naming a tote.
    tote   text,
    staff  text,
    device text not null
) strict;
create index list_hand_list on list_hand (list, fact);

insert into list_hand (fact, list, tote, staff, device)
select coalesce((select max(f.id) from fact f
                 where f.kind in ('tote_attached', 'list_taken_over') and f.task = 'list:' || l.id
                   and f.outcome <> 'quarantined'), l.id),
       l.id, l.tote, l.picker, coalesce(l.device, '')
from pick_list l where l.tote is not null;

-- Serial numbers of what was there on the first day: none is taken in twice.
create table serial (
    item   text not null references item (id),
    serial text not null,
    bin    text not null references bin (id),
    at     integer not null,
    primary key (item, serial)
) strict;

-- A retired bundle is not matched by new orders; old orders keep it.
alter table bundle add column active integer not null default 1;
