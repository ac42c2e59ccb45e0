-- A place holds an item now.
insert into content_item (item, place) values (?1, ?2) on conflict (item, place) do nothing
