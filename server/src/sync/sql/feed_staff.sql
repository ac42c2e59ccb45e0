-- A person who may sign in on a handheld.
select id, name, badge, pin_hash, role, unlocks from staff where id = ?1 and active = 1
