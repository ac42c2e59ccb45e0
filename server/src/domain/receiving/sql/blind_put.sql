-- A delivery that nobody announced.
insert into delivery (id, number, state, blind, created_at) values (?1, ?2, 'open', 1, ?3)
