-- The same question again: newest moment, newest quantity.
update discrepancy set at = ?2, quantity = ?3, detail = ?4, task = coalesce(?5, task) where id = ?1
