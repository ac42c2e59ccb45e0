-- Progress of a line; answers where it stands.
update pick_line set picked = picked + ?2 where id = ?1 returning quantity, picked, short
