-- A place holds an item no longer.
delete from content_item where item = ?1 and place = ?2
