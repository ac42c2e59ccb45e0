-- Somebody began a list, or went on with another's.
insert into list_hand (fact, list, tote, staff, device) values (?1, ?2, ?3, ?4, ?5)
on conflict (fact) do nothing
