-- A line of a pick list; what is open on it is reserved in its bin.
insert into pick_line (id, list, seq, item, bin, lot, expiry, quantity) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
