-- A fact that was recorded before.
select hash from fact where id = ?1
