-- A parcel was closed with a number.
insert into parcel_close (fact, shipment, carrier, label, parcel, carton, weight_g, at, by_staff)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
on conflict (fact) do nothing
