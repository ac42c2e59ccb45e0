-- How many wrong PINs has this badge had?
select wrong, unlocks from wrong_pin where staff = ?1
