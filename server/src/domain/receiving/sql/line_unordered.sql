-- A line that nobody ordered.
insert into delivery_line (id, delivery, seq, item, expected)
select ?1, ?2, coalesce(max(seq), 0) + 1, ?3, 0 from delivery_line where delivery = ?2
