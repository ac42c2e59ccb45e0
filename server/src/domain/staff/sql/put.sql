-- A person, new or changed; hashes only where new ones were made.
insert into staff (id, name, badge, pin_hash, role, login, password_hash, lang, created_at)
values (?1, ?2, ?3, coalesce(?4, ''), ?5, ?6, ?7, ?8, ?9)
on conflict (id) do update set name = excluded.name, badge = excluded.badge,
    pin_hash = coalesce(?4, staff.pin_hash), role = excluded.role, login = excluded.login,
    password_hash = coalesce(?7, staff.password_hash), lang = excluded.lang, active = 1
