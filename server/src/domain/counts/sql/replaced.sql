-- The window of the count that a task confirms or replaces.
select v.from_at from count_task t join count_visit v on v.id = t.follows where t.id = ?1
