-- Valued pieces of an item (?1) that came into the house or its sellable conditions before ?2, or left (below zero), in
-- the order in which it happened. What was taken back never happened.
select m.id, m.at, case when m.from_place in ('opening', 'supplier', 'customer', 'lost', 'scrap', 'regrade') then m.quantity
                  else -m.quantity end as pieces
from movement m
left join fact f on f.id = m.fact
where m.item = ?1 and m.at < ?2 and m.condition in ('good', 'pending_inspection', 'b_grade', 'blocked')
  and (m.from_place in ('opening', 'supplier', 'customer', 'lost', 'scrap', 'regrade'))
   <> (m.to_place in ('opening', 'supplier', 'customer', 'lost', 'scrap', 'regrade'))
  and (f.id is null or f.undone_by is null and f.kind <> 'undone')
order by m.at, m.id
