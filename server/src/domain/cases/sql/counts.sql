-- Cases that wait for us, and those whose first answer is overdue at ?1.
select cast(count(*) as bigint) as open,
       cast(coalesce(sum(case when answered_at is null and due_at < ?1 then 1 else 0 end), 0) as bigint) as late
from customer_case where state = 'open'
