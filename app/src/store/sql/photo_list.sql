-- Which photos are here, oldest first: those that facts name (1), those that none does (0).
select hash from photo where named = ?1 order by taken_at, hash
