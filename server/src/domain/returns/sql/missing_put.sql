-- Declared, and not in the parcel.
insert into return_missing (return_id, fact, item, quantity) values (?1, ?2, ?3, ?4)
on conflict (fact, item) do nothing
