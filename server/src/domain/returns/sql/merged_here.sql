-- Returns that were merged into one.
select r.id, r.number from return_alias a join sales_return r on r.id = a.alias where a.main = ?1 order by r.number
