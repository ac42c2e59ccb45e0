-- A carrier's pile.
insert into manifest (id, number, device, carrier, state, opened_at, by_staff) values (?1, ?2, ?3, ?4, 'open', ?5, ?6)
