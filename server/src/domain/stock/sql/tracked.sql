-- What an item is tracked by.
select lot_tracked, expiry_tracked, serial_tracked from item where id = ?1
