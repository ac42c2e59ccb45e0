-- One row as pulled.
select body from replica where kind = ?1 and id = ?2
