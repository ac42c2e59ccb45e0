-- A pick list.
insert into pick_list (id, number, wave, state, carrier, cut_off, orders, pieces, created_at)
values (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7, ?8)
