-- The parcel is closed by its number. A held or cancelled shipment stays so: a person is asked.
update shipment set parcel = ?2, parcel_label = ?3, carton = ?4, weight_g = ?5, packed_at = ?6, packed_by = ?7,
    state = case when state in ('held', 'cancelled') then state else 'done' end
where id = ?1
