-- Which seq was given last in this epoch?
select seq from fact where epoch = ?1 order by seq desc limit 1
