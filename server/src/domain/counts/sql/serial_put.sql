-- A serial number that a closed count saw.
insert into count_serial (visit, item, serial, lot, expiry, condition, times) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
