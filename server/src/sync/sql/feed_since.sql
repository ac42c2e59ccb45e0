-- The feed above a version, in version order.
select version, kind, id, body from feed where version > ?1 order by version limit ?2
