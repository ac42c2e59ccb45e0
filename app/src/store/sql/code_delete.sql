-- A row no longer reads as this code.
delete from code where code = ?1 and kind = ?2 and id = ?3
