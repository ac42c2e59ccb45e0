-- One posting.
insert into movement (at, fact, source, staff, item, lot, expiry, condition, from_place, to_place, quantity)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
