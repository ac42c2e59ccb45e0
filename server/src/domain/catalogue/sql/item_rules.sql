-- What only the office knows of an item: its home bin by code, and how much of it there should be.
select i.safety_stock, i.min_stock, i.max_stock, n.code as home_code
from item i left join bin n on n.id = i.home and n.active = 1
where i.id = ?1
