-- What the last bench that was through said is not there.
select item, cast(sum(quantity) as bigint) as quantity from return_missing where fact = ?1 group by item order by item
