-- Channels of orders that have returns.
select distinct o.channel from sales_return r join orders o on o.id = r.order_id order by o.channel
