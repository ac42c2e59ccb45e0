-- A photo to be sent.
select bytes from photo where hash = ?1
