-- What was read when a parcel was put on the pile on which it stands.
select raw from hand_over_scan
where shipment = ?1 and times > 0
  and manifest = (select h.manifest from hand_over h where h.shipment = ?1 and h.times > 0 order by h.manifest limit 1)
order by raw
