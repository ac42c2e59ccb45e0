-- What papers say of the live shipments of a release (?1), or of one shipment (?2); of a closed parcel the number that is
-- really on it.
select s.id, s.number, coalesce(s.parcel_label, s.label) as label, s.sscc, s.printed, o.order_no, o.channel, c.name as carrier_name, o.recipient, o.phone,
       o.zip, o.address, o.store_id, o.store_name, o.temperature, o.payment, o.cod, o.invoice_no, o.buyer_note,
       o.seller_note, o.tax_id, o.invoice_carrier, o.donation_code, c.code as carrier_code, l.number as list_number
from shipment s
join orders o on o.id = s.order_id
join carrier c on c.id = s.carrier
join pick_list l on l.id = s.list
where s.state <> 'cancelled' and ((?1 is not null and s.wave = ?1) or (?2 is not null and s.id = ?2))
order by l.number, s.number
