-- Bins that hold pieces of an item, lot and condition, quarantine first.
select n.id as bin, b.quantity from balance b join bin n on b.place = 'bin:' || n.id
where b.item = ?1 and b.lot = ?2 and b.expiry = ?3 and b.condition = ?4 and b.quantity > 0
order by case n.used_for when 'quarantine' then 0 else 1 end, n.walk, n.id
