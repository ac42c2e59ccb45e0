-- Does a place hold anything?
select count(*) as n from (select 1 from content_item where place = ?1 limit 1) held
