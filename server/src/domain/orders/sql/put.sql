-- A new order; what the platform says follows.
insert into orders (id, channel, order_no, state, carrier, import_run, content_hash, created_at, changed_at)
values (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7, ?7)
