-- The numbers of each item that has a rule or a supplier: demand since ?1 (milliseconds), stock not expired on ?2.
with good as (
    select g.item, cast(sum(g.quantity) as bigint) as pieces from (
        select b.item, b.quantity from bin n join balance b on b.place = 'bin:' || n.id
        where n.used_for <> 'quarantine' and b.condition = 'good' and (b.expiry = '' or b.expiry >= ?2)
        union all
        select b.item, b.quantity from balance b
        where b.place = 'dock' and b.condition = 'good' and (b.expiry = '' or b.expiry >= ?2)
    ) g group by g.item
),
spoken as (
    select item, cast(sum(case when quantity - picked - short > 0 then quantity - picked - short else 0 end) as bigint)
           as pieces
    from pick_line where reserves = 1 group by item
),
waits as (
    select a.item, cast(sum(a.quantity) as bigint) as pieces
    from order_part a join orders o on o.id = a.order_id
    where o.state in ('open', 'held') group by a.item
),
coming as (
    select c.item, cast(sum(c.quantity) as bigint) as pieces from (
        select l.item, w.open as quantity
        from purchase p join purchase_line l on l.purchase = p.id join purchase_line_now w on w.line = l.id
        where p.state = 'ordered'
        union all
        select l.item, l.expected - l.good - l.bad from delivery d join delivery_line l on l.delivery = d.id
        where d.state in ('open', 'started', 'held') and l.purchase_line is null and l.expected > l.good + l.bad
    ) c group by c.item
),
drafts as (
    select l.item, cast(sum(l.quantity) as bigint) as pieces
    from purchase p join purchase_line l on l.purchase = p.id
    where p.state = 'draft' group by l.item
),
demand as (
    select m.item, cast(sum(case when m.from_place like 'bin:%' then m.quantity else -m.quantity end) as bigint)
           as pieces
    from movement m
    where m.at >= ?1
      and (m.from_place like 'bin:%' and m.to_place like 'tote:%' or m.from_place like 'tote:%' and m.to_place like 'bin:%')
    group by m.item
),
best as (
    select x.item, x.supplier, x.supplier_name, x.lead_days, x.price, x.least from (
        select s.item, s.supplier, v.name as supplier_name, v.lead_days, s.price, s.min_quantity as least,
               row_number() over (partition by s.item
                                  order by s.main desc, case when s.price > 0 then 0 else 1 end, s.price, v.code) as place
        from supplier_item s join supplier v on v.id = s.supplier
        where v.active = 1
    ) x where x.place = 1
)
select i.id as item, i.sku, i.name, i.safety_stock, i.min_stock, i.max_stock,
       coalesce(g.pieces, 0) as on_hand, coalesce(k.pieces, 0) as reserved, coalesce(w.pieces, 0) as waiting,
       coalesce(c.pieces, 0) as expected, coalesce(d.pieces, 0) as drafted, coalesce(m.pieces, 0) as picked,
       b.supplier, b.supplier_name, b.lead_days, b.price, b.least,
       (select max(r.quantity) from barcode r where r.item = i.id and r.unit = 'carton') as carton
from item i
left join good g on g.item = i.id
left join spoken k on k.item = i.id
left join waits w on w.item = i.id
left join coming c on c.item = i.id
left join drafts d on d.item = i.id
left join demand m on m.item = i.id
left join best b on b.item = i.id
where i.active = 1
  and (b.supplier is not null or i.safety_stock > 0 or i.min_stock > 0 or i.max_stock > 0)
order by i.sku
