-- What came back from ?1 on and before ?2 and did not go back to its customer, by platform, order, item, day of the shop
-- (?3: its offset, milliseconds), the customer's reason, the warehouse's finding and where it went.
select coalesce(o.channel, '') as channel, o.id as order_id, i.item, (i.at + ?3) / 86400000 as day,
       r.reason, i.finding, i.disposition, cast(sum(i.quantity) as bigint) as quantity
from inspection i
join sales_return r on r.id = i.return_id
left join orders o on o.id = r.order_id
where i.at >= ?1 and i.at < ?2 and i.posted = 1 and i.undone = 0 and i.disposition <> 'customer'
group by coalesce(o.channel, ''), o.id, i.item, (i.at + ?3) / 86400000, r.reason, i.finding, i.disposition
order by 1, 2, 3, 4, 5, 6, 7
