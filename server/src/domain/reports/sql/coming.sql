-- What open deliveries still owe, by item: not here yet, and here but not counted (已到待驗).
select l.item,
       cast(sum(case when d.arrived_at is null and d.state <> 'started' then l.expected - l.good - l.bad else 0 end)
            as bigint) as expected,
       cast(sum(case when d.arrived_at is null and d.state <> 'started' then 0 else l.expected - l.good - l.bad end)
            as bigint) as arrived
from delivery d join delivery_line l on l.delivery = d.id
where d.state in ('open', 'started', 'held') and l.expected > l.good + l.bad
group by l.item
