-- Items whose home has less free than its least: what is free (good, not expired on ?1, not spoken for), how much it
-- may hold at most, what is on its way.
with there as (
    select i.id as item, i.home, i.sku, i.min_stock,
           case when i.max_stock > i.min_stock then i.max_stock else i.min_stock end as most,
           cast(coalesce((select sum(b.quantity) from balance b where b.place = 'bin:' || i.home and b.item = i.id
                     and b.condition = 'good' and (b.expiry = '' or b.expiry >= ?1)), 0) as bigint)
           - cast(coalesce((select sum(case when l.quantity - l.picked - l.short > 0 then l.quantity - l.picked - l.short
                                       else 0 end)
                       from pick_line l where l.item = i.id and l.bin = i.home and l.reserves = 1), 0) as bigint) as free,
           cast(coalesce((select sum(r.quantity - r.moved) from replenishment r
                     where r.item = i.id and r.to_bin = i.home and r.state in ('open', 'started')), 0) as bigint) as coming
    from item i
    where i.home is not null and i.active = 1
)
select item, home, free, most, coming from there
where (min_stock > 0 and free < min_stock or free < 0) and most - free - coming > 0
order by sku
