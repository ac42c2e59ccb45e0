-- Totals of a line, and what the office said to what is over.
select l.delivery, l.item, l.expected, l.good, l.bad, l.accepted, l.refused, d.blind
from delivery_line l join delivery d on d.id = l.delivery where l.id = ?1
