-- Everybody, those in service first.
select id, name, badge, role, login, lang, active from staff order by active desc, name, id
