-- What was sold from ?1 on and before ?2, and what came back, by platform, item and day of the shop (?3: its offset,
-- milliseconds).
select coalesce(o.channel, '') as channel, k.item, (k.at + ?3) / 86400000 as day,
       cast(sum(k.sold) as bigint) as sold, cast(sum(k.returned) as bigint) as returned,
       count(distinct o.id) as orders
from (
    select item, at, from_place as place, quantity as sold, 0 as returned
    from movement where to_place = 'customer' and at >= ?1 and at < ?2
    union all
    select item, at, to_place, 0, quantity from movement where from_place = 'customer' and at >= ?1 and at < ?2
) k
left join shipment s on s.parcel = substr(k.place, 8)
left join orders o on o.id = s.order_id
group by coalesce(o.channel, ''), k.item, (k.at + ?3) / 86400000
