-- What the customer gets.
update sales_return set decision = ?2, decision_note = ?3, decided_at = ?4, decided_by = ?5, changed_at = ?4 where id = ?1
