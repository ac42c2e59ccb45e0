-- The server has it.
delete from photo where hash = ?1 and named = 1
