-- What was arranged about fetching a return's goods.
insert into return_pickup (return_id, how, carrier, day, slot, parcels, note, state, asked_at, asked_by, changed_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?9)
on conflict (return_id) do update set how = excluded.how, carrier = excluded.carrier, day = excluded.day,
    slot = excluded.slot, parcels = excluded.parcels, note = excluded.note, state = excluded.state,
    changed_at = excluded.changed_at
