-- Whose delivery it is.
update delivery set supplier = ?2, purchase_no = ?3, note_no = case when ?4 = '' then note_no else ?4 end where id = ?1
