-- The driver signed.
update manifest set state = 'closed', device_number = ?2, parcels = ?3, cod = ?4, driver = ?5, signature = ?6,
    closed_at = ?7, by_staff = ?8
where id = ?1
