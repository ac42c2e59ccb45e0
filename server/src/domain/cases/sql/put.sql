-- A new case.
insert into customer_case (id, number, kind, state, channel, category, alias, order_id, item, return_id, question, asked_at,
    due_at, holder, service, serial, created_at, created_by)
values (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
