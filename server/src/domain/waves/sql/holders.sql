-- Which silent devices the taken-back lists of a release wait for.
select l.number, d.label
from list_holder h join pick_list l on l.id = h.list join device d on d.id = h.device
where l.wave = ?1
order by l.number, d.label
