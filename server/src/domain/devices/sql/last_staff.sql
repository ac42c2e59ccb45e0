-- Who last signed in on a handheld.
select staff from fact where device = ?1 and kind = 'signed_in' and staff is not null order by epoch desc, seq desc limit 1
