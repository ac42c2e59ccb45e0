-- The lines of an order, each with what it is to the warehouse.
select l.seq, l.kind, l.code, l.name, l.option_name, l.quantity, l.unit_price,
       (select string_agg(i.sku || ' × ' || p.quantity, ', ')
        from order_part p join item i on i.id = p.item where p.order_line = l.id) as parts
from order_line l where l.order_id = ?1 order by l.seq
