-- Whose session this is, if it has not ended.
select p.id, p.name, p.badge, p.role, p.login, p.lang, p.active, s.seen_at
from web_session s join staff p on p.id = s.staff
where s.token_hash = ?1 and s.expires_at > ?2 and s.seen_at > ?3 and p.active = 1 and p.login is not null
