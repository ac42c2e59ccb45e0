-- A code that was mapped to an item.
select m.item, m.quantity from code_map m where m.channel = ?1 and m.code = ?2 and m.item is not null
