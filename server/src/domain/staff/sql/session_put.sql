-- A new session.
insert into web_session (token_hash, staff, created_at, seen_at, expires_at) values (?1, ?2, ?3, ?3, ?4)
