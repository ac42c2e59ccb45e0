-- One more task.
insert into replenishment (id, item, lot, expiry, from_bin, to_bin, quantity, state, urgent, created_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', ?8, ?9)
