-- Orders that were placed from ?1 on and before ?2 and stand, with their items and the day of the shop (?3: its offset,
-- milliseconds). Where the platform does not say when, it is when we heard of it.
select distinct o.channel, o.id as order_id, p.item, (coalesce(o.placed_at, o.created_at) + ?3) / 86400000 as day
from orders o join order_part p on p.order_id = o.id
where coalesce(o.placed_at, o.created_at) >= ?1 and coalesce(o.placed_at, o.created_at) < ?2
  and o.state <> 'cancelled' and o.channel <> 'exchange'
