-- All rows of a kind that there are few of.
select id, body from replica where kind = ?1
