-- One person.
select id, name, badge, role, login, lang, active from staff where id = ?1
