-- What devices recorded of a delivery and did not take back, as it happened.
select id, at, staff, kind, version, body from fact
where task = ?1 and outcome <> 'quarantined' and undone_by is null
  and kind in ('received', 'delivery_arrived', 'delivery_closed')
order by at, id
