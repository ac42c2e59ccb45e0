-- Who has this badge or login.
select id from staff where (?1 = 'badge' and badge = ?2) or (?1 = 'login' and login = ?2)
