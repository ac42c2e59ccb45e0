-- How many refunds of an order stand, and the freight they give back.
select count(*) as n, cast(coalesce(sum(freight), 0) as bigint) as freight
from refund where order_id = ?1 and state not in ('refused', 'withdrawn')
