-- Another shipment with this number, or the shipment it was used or voided on.
select number from shipment
where carrier = ?1 and id <> ?3 and state <> 'cancelled' and (label = ?2 or parcel_label = ?2)
union all
select s.number from parcel_close c join shipment s on s.id = c.shipment
where c.carrier = ?1 and c.label = ?2 and c.shipment <> ?3
union all
select coalesce(s.number, w.state) from waybill w left join shipment s on s.id = w.shipment
where w.carrier = ?1 and w.number = ?2 and w.state in ('used', 'void') and coalesce(w.shipment, '') <> ?3
