-- A refund is asked for.
insert into refund (id, number, order_id, sales_return, state, paper, method, reason, remark, goods, freight, points,
                    deducted, deduct_reason, created_at, exchange)
values (?1, ?2, ?3, ?4, 'asked', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
