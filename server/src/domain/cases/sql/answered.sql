-- The customer was answered: the first answer stays the first.
update customer_case set state = 'answered',
    answered_by = case when answered_at is null then ?3 else answered_by end,
    answered_at = case when answered_at is null then ?2 else answered_at end
where id = ?1
