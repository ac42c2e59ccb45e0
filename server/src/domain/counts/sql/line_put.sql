-- What was counted of one kind of pieces.
insert into count_line (visit, item, lot, expiry, condition, counted, book, unclear, aside, posted, regraded)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
