-- The row has left what this device may see.
delete from replica where kind = ?1 and id = ?2
