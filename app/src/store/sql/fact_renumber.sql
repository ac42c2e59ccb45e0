-- A new epoch: what the server has not acknowledged moves into it, in its order.
update fact set epoch = ?1, seq = ?2 where epoch = ?3 and seq = ?4
