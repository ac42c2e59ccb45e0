-- Acknowledged long ago: forgotten. Pending facts never are.
delete from fact where state in ('acked', 'quarantined') and acked_at < ?1
