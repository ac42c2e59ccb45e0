-- Keeps a photo.
insert into photo (id, size, bytes, device, received_at) values (?1, ?2, ?3, ?4, ?5)
