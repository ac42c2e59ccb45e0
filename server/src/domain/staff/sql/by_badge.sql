-- The person with a badge.
select id, name, badge, role, login, lang, active from staff where badge = ?1
