-- A bin, new or changed.
insert into bin (id, code, zone, aisle, bay, level, x, y, walk, used_for)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
on conflict (id) do update set code = excluded.code, zone = excluded.zone, aisle = excluded.aisle,
    bay = excluded.bay, level = excluded.level, x = excluded.x, y = excluded.y, walk = excluded.walk,
    used_for = excluded.used_for, active = 1
