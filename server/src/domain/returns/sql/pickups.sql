-- Pickups of one return (?1), or of all whose goods have not come, by day.
select p.how, p.carrier, c.name as carrier_name, p.day, p.slot, p.parcels, p.note as pickup_note, p.state as pickup_state, p.asked_at,
       r.id, r.number, r.noticed_on, o.order_no, o.recipient, o.phone, o.zip, o.address,
       (select group_concat(x.code, ' ') from (select code from return_code where return_id = r.id order by code) x) as codes,
       (select group_concat(x.what, '、') from
           (select i.name || ' × ' || cast(sum(l.declared) as text) as what from return_line l join item i on i.id = l.item
            where l.return_id = r.id group by i.name order by i.name) x) as goods
from return_pickup p join sales_return r on r.id = p.return_id
left join carrier c on c.id = p.carrier left join orders o on o.id = r.order_id
where case when ?1 is null then r.state = 'open' else r.id = ?1 end
order by case when p.day = '' then 1 else 0 end, p.day, r.number limit 2000
