-- A line reserves while its list is open, and not after it is done.
select p.id || ': reserves ' || p.reserves || ', list ' || l.state as what
from pick_line p join pick_list l on l.id = p.list
where (l.state in ('open', 'started', 'held') and p.reserves = 0)
   or (l.state = 'done' and p.reserves = 1)
