-- Pieces to be carried to a pick bin.
select id, item, lot, expiry, from_bin, to_bin, quantity, moved, state, urgent from replenishment
where id = ?1 and forgotten = 0
