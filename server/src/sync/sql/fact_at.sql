-- The fact that holds a place in a device's stream.
select id from fact where device = ?1 and epoch = ?2 and seq = ?3
