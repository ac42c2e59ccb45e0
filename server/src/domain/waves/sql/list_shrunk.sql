-- The head of a list after an order was taken off it.
update pick_list set orders = orders - 1,
    pieces = cast(coalesce((select sum(l.quantity) from pick_line l where l.list = pick_list.id), 0) as bigint)
where id = ?1
