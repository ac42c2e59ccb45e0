-- Pieces that went back from a list's tote.
insert into put_back (list, item, quantity) values (?1, ?2, ?3)
on conflict (list, item) do update set quantity = put_back.quantity + excluded.quantity
