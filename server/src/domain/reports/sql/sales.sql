-- What was sold from ?1 on and before ?2, less what came back, by platform, item and day of the shop (?3: its offset,
-- milliseconds).
select coalesce(o.channel, '') as channel, m.item, (m.at + ?3) / 86400000 as day,
       cast(sum(case when m.to_place = 'customer' then m.quantity else 0 end) as bigint) as sold,
       cast(sum(case when m.to_place = 'customer' then 0 else m.quantity end) as bigint) as returned,
       count(distinct o.id) as orders
from movement m
left join shipment s on s.parcel = substr(case when m.to_place = 'customer' then m.from_place else m.to_place end, 8)
left join orders o on o.id = s.order_id
where m.at >= ?1 and m.at < ?2 and (m.to_place = 'customer' or m.from_place = 'customer')
group by coalesce(o.channel, ''), m.item, (m.at + ?3) / 86400000
