-- Another shipment whose parcel carries this carrier's number.
select number from shipment where carrier = ?1 and parcel_label = ?2 and id <> ?3
