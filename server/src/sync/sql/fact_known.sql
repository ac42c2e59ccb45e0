-- A fact that was recorded before.
select hash, outcome from fact where id = ?1
