-- Items whose balances do not sum to zero over all places.
select item || ': ' || cast(sum(quantity) as bigint) as what from balance group by item having sum(quantity) <> 0
