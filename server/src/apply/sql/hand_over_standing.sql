-- The pile on which a parcel stands: of several, the one that was opened first.
select manifest, at from hand_over where shipment = ?1 and times > 0 order by manifest limit 1
