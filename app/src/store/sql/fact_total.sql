-- How many facts does this file hold, and how many different ids?
select count(*) as n, count(distinct id) as ids from fact
