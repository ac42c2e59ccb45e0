-- Pieces that were not there; answers where the line stands.
update pick_line set short = short + ?2 where id = ?1 returning quantity, picked, short
