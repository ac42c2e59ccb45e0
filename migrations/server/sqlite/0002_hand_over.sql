-- Which piles a parcel was put on. Two devices without a network may both scan it; the books take the pile that was
-- opened first, whichever fact arrives first.
create table hand_over (
    shipment text not null,
    manifest text not null references manifest (id),
    parcel   text not null,
    -- Scans onto this pile minus those that were taken back.
    times    integer not null,
    at       integer not null,
    primary key (shipment, manifest)
) strict;

insert into hand_over (shipment, manifest, parcel, times, at)
select id, manifest, parcel, 1, handed_at from shipment
where manifest is not null and handed_at is not null and parcel is not null;
