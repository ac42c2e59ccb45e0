-- Somebody goes on with another's list.
update pick_list set tote = coalesce(?2, tote), picker = ?3, device = ?4 where id = ?1
