-- A line of a delivery expects ?2 pieces less.
update delivery_line set expected = expected - ?2 where id = ?1 returning delivery, follows
