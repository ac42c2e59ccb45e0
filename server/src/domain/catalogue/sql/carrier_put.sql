-- A carrier, new or changed.
insert into carrier (id, code, name, customer, label, aliases) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (id) do update set code = excluded.code, name = excluded.name, customer = excluded.customer,
    label = excluded.label, aliases = excluded.aliases, active = 1
