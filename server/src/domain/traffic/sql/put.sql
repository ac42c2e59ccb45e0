-- What a platform says of a day's visits; said again, it is the later word.
insert into traffic (day, channel, item, visitors, views, clicks, changed_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (day, channel, item) do update set visitors = ?4, views = ?5, clicks = ?6, changed_at = ?7
