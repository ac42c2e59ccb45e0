-- The return into which one was merged.
select r.id, r.number from return_alias a join sales_return r on r.id = a.main where a.alias = ?1
