-- Which fact in quarantine is the oldest?
select epoch, seq from fact where state = 'quarantined' order by epoch, seq limit 1
