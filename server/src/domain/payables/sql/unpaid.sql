-- Pieces of an item (?2) from a supplier (?1) that were never payable: bad, or held; less those that went back.
select cast(
    coalesce((select sum(l.bad) from delivery_line l join delivery d on d.id = l.delivery
              where d.supplier = ?1 and l.item = ?2), 0)
    + coalesce((select sum(r.quantity) from receipt r join delivery d on d.id = r.delivery
                where d.supplier = ?1 and r.item = ?2 and r.condition = 'hold'), 0)
    - coalesce((select sum(x.quantity - x.off) from supplier_return_line x join supplier_return t on t.id = x.supplier_return
                where t.supplier = ?1 and x.item = ?2 and t.state <> 'cancelled'), 0)
as bigint) as n
