-- One order with everything the platform said of it.
select o.id, o.channel, o.order_no, o.state, o.recipient, c.name as carrier_name, o.logistics, o.cut_off, o.placed_at,
       o.cod, o.hold_reason, o.missing,
       (select count(*) from order_line l where l.order_id = o.id and l.kind = 'goods') as lines,
       cast(coalesce((select sum(p.quantity) from order_part p where p.order_id = o.id), 0) as bigint) as pieces,
       o.phone, o.zip, o.address, o.store_id, o.store_name, o.buyer, o.platform_status, o.temperature, o.payment,
       o.tax_id, o.invoice_title, o.invoice_carrier, o.donation_code, o.invoice_no, o.buyer_note, o.seller_note,
       o.currency, o.total, o.shipping_fee
from orders o left join carrier c on c.id = o.carrier
where o.id = ?1
