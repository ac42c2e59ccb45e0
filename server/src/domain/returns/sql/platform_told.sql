-- Returns of an order (?2) that a platform's number (?1) names.
select count(*) as n from sales_return where ?1 <> '' and platform_no = ?1 and order_id = ?2 and state <> 'cancelled'
