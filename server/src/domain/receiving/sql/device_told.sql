-- What the device knows of a delivery that the office does not: the office's own word stays.
update delivery set supplier = coalesce(supplier, ?2),
    device_number = case when device_number = '' then ?3 else device_number end
where id = ?1
