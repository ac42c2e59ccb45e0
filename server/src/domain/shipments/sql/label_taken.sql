-- Another shipment with this number, or the shipment it was used or voided on.
select number from shipment
where carrier = ?1 and id <> ?3 and state <> 'cancelled' and (label = ?2 or parcel_label = ?2)
union all
select coalesce(w.shipment, w.state) from waybill w
where w.carrier = ?1 and w.number = ?2 and w.state in ('used', 'void') and coalesce(w.shipment, '') <> ?3
