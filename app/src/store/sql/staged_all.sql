-- Everything that a complete pull brings, in version order.
select kind, id, version, body from staged order by version
