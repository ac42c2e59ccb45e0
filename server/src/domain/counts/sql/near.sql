-- Movements at a bin that did not certainly happen before ?2, each with the circumstances of its fact.
select m.item, m.condition, m.lot, m.expiry, m.delta, m.at as moved_at, m.source,
       f.device, f.epoch, f.seq, f.at, f.wall_clock, f.received_at, f.kind, f.body
from (select item, condition, lot, expiry, quantity as delta, at, source, fact from movement where to_place = ?1
      union all
      select item, condition, lot, expiry, -quantity, at, source, fact from movement where from_place = ?1) m
left join fact f on f.id = m.fact
where m.at >= ?2 or (f.wall_clock = 1 and f.received_at >= ?2)
