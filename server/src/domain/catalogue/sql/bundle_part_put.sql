-- A part of a bundle; the same item twice adds up.
insert into bundle_part (bundle, item, quantity) values (?1, ?2, ?3)
on conflict (bundle, item) do update set quantity = bundle_part.quantity + excluded.quantity
