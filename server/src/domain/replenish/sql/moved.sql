-- Pieces were carried for a task, or back; its state follows from the sum.
update replenishment set moved = moved + ?2,
    state = case when state = 'cancelled' then 'cancelled' when moved + ?2 >= quantity then 'done'
                 when moved + ?2 > 0 then 'started' else 'open' end,
    done_at = case when state = 'cancelled' then done_at when moved + ?2 >= quantity then ?3 else null end
where id = ?1
