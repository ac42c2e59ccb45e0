-- A number into the carrier's pool; one that is known stays what it is.
insert into waybill (carrier, number, state, added_at) values (?1, ?2, 'free', ?3)
on conflict (carrier, number) do nothing
