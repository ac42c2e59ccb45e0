-- The same question again: newest moment, newest quantity.
update discrepancy set at = ?2, quantity = ?3, detail = ?4 where id = ?1
