-- How many photos came from a device since a moment.
select count(*) as n from photo where device = ?1 and received_at > ?2
