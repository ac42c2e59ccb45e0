-- The retired bundle that a code was mapped to, or whose own SKU it is.
select b.sku from bundle b
where b.active = 0
  and (b.sku = ?2 or exists (select 1 from code_map m where m.channel = ?1 and m.code = ?2 and m.bundle = b.id))
order by b.sku limit 1
