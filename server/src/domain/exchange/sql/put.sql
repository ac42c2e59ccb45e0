-- A new exchange.
insert into exchange (id, number, order_id, return_id, way, reason, collect, difference, created_at, created_by)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
