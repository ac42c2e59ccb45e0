-- Of every item that is in the house: what came in since ?1, ?2, ?3 and ?4 (latest first), when it first and last came
-- in, and when it was last sold.
with kept as (
    select item, cast(sum(quantity) as bigint) as pieces from balance
    where quantity <> 0 and (place = 'dock' or place like 'bin:%' or place like 'tote:%' or place like 'parcel:%' or place like 'plate:%')
    group by item
)
select k.item, i.sku, i.name, k.pieces,
       cast(coalesce((select sum(m.quantity) from movement m where m.item = k.item
            and m.from_place in ('supplier', 'opening') and m.at >= ?1), 0) as bigint) as first,
       cast(coalesce((select sum(m.quantity) from movement m where m.item = k.item
            and m.from_place in ('supplier', 'opening') and m.at >= ?2), 0) as bigint) as second,
       cast(coalesce((select sum(m.quantity) from movement m where m.item = k.item
            and m.from_place in ('supplier', 'opening') and m.at >= ?3), 0) as bigint) as third,
       cast(coalesce((select sum(m.quantity) from movement m where m.item = k.item
            and m.from_place in ('supplier', 'opening') and m.at >= ?4), 0) as bigint) as fourth,
       (select min(m.at) from movement m where m.item = k.item and m.from_place in ('supplier', 'opening')) as came_first,
       (select max(m.at) from movement m where m.item = k.item and m.from_place in ('supplier', 'opening')) as came_last,
       (select max(m.at) from movement m where m.item = k.item and m.to_place = 'customer') as sold_last
from kept k join item i on i.id = k.item
where k.pieces > 0 and (?5 = '' or i.search like '%' || ?5 || '%')
order by i.sku
