-- What a login's password is compared with.
select id, password_hash from staff where login = ?1 and active = 1 and password_hash is not null
