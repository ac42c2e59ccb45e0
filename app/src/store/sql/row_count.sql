-- How many rows of each kind are here?
select kind, count(*) as n from replica group by kind order by kind
