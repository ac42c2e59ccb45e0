-- The parcel is on the carrier's pile.
update shipment set manifest = ?2, handed_at = ?3, parcel = coalesce(parcel, ?4) where id = ?1
