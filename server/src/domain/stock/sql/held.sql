-- Stock inside the house, of one item (?1) or of all whose search text, or whose place, contains ?2.
with spoken as (
    select item, bin, lot, expiry,
           sum(case when quantity - picked - short > 0 then quantity - picked - short else 0 end) as reserved
    from pick_line where reserves = 1 and (?1 is null or item = ?1)
    group by item, bin, lot, expiry
)
select b.item, i.sku, i.name, b.place, b.lot, b.expiry, b.condition, b.quantity,
       coalesce(n.code, l.number, s.parcel_label, s.number, t.number, pl.code, case b.place when 'dock' then '' else b.place end) as place_name,
       case when b.condition = 'good' then cast(coalesce(k.reserved, 0) as bigint) else 0 end as reserved,
       case when x.item is null then 0 else 1 end as blocked
from balance b
join item i on i.id = b.item
left join bin n on b.place = 'bin:' || n.id
left join pick_list l on b.place = 'tote:' || l.id
left join shipment s on b.place = 'parcel:' || s.parcel
left join supplier_return t on b.place = 'parcel:' || t.id
left join plate pl on b.place = 'plate:' || pl.id
left join spoken k on k.item = b.item and k.bin = n.id and k.lot = b.lot and k.expiry = b.expiry
left join stock_block x on x.item = b.item and x.bin = n.id
where b.quantity <> 0
  and (b.place like 'bin:%' or b.place like 'tote:%' or b.place like 'parcel:%' or b.place like 'plate:%' or b.place = 'dock')
  and (?1 is null or b.item = ?1)
  and (?2 = '' or i.search like '%' || ?2 || '%'
       or lower(coalesce(n.code, l.number, s.parcel_label, s.number, t.number, pl.code, '')) like '%' || ?2 || '%'
       or exists (select 1 from parcel_close c where c.shipment = s.id and lower(c.label) like '%' || ?2 || '%')
       or exists (select 1 from list_hand h where h.list = l.id and lower(h.tote) like '%' || ?2 || '%'))
order by i.sku, n.walk, place_name, b.expiry, b.lot
limit ?3
