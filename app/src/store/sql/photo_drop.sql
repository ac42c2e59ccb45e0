-- One that no fact names.
delete from photo where hash = ?1 and named = 0
