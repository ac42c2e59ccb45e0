-- What each finding of a returns bench moved against what it counts for, and each return's state against what benches said.
select n.fact || ': counts ' || n.counts || ', moved ' || n.moved as what
from (select i.fact, i.counts, cast(coalesce((
             select sum(case when m.from_place = 'customer' then m.quantity when m.to_place = 'customer' then -m.quantity else 0 end)
             from movement m where m.fact = i.fact or m.fact = i.undone_by), 0) as bigint) as moved
      from (select x.fact, max(f.undone_by) as undone_by,
                   cast(sum(case when x.posted = 1 and x.disposition <> 'customer' then x.quantity else 0 end) as bigint) as counts
            from inspection x left join fact f on f.id = x.fact group by x.fact) i) n
where n.counts <> n.moved
union all
select i.fact || ' ' || i.seq || ': was taken back and counts' from inspection i where i.posted = 1 and i.undone = 1
union all
select r.number || ': ' || r.state || ' and no bench was through' from sales_return r
where (r.state = 'done') <> (exists (select 1 from return_event e where e.return_id = r.id and e.closes = 1 and e.undone = 0))
union all
select r.number || ': ' || r.state || ' and came at ' || coalesce(r.arrived_at, 0) from sales_return r
where (r.arrived_at is null) <> (not exists (select 1 from return_event e where e.return_id = r.id))
   or (r.state in ('open', 'cancelled') and r.arrived_at is not null)
