-- The fact that is taken back, if it was applied.
select kind, version, body, undone_by from fact where id = ?1 and outcome <> 'quarantined'
