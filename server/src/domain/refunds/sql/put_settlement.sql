-- What was given for an order; an earlier one counts no more, as no refund stands on it.
insert into order_settlement (order_id, freight, points, paid, at, by_staff) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (order_id) do update set freight = excluded.freight, points = excluded.points, paid = excluded.paid,
    at = excluded.at, by_staff = excluded.by_staff
