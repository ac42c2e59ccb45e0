-- A return that nobody announced.
insert into sales_return (id, number, state, source, created_at, changed_at) values (?1, ?2, 'open', 'unannounced', ?3, ?3)
