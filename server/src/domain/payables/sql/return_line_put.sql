-- Pieces that go back.
insert into supplier_return_line (supplier_return, seq, item, lot, expiry, condition, from_place, quantity, off, unit_price)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
