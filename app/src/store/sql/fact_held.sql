-- Which facts are in quarantine at the server, oldest first?
select epoch, seq, id from fact where state = 'quarantined' order by epoch, seq
