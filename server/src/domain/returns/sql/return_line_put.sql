-- 申請退數
insert into return_line (id, return_id, seq, item, order_line, declared) values (?1, ?2, ?3, ?4, ?5, ?6)
