-- The newest mark at or before ?1.
select max(at) as n from stock_mark where at <= ?1
