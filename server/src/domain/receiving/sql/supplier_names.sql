-- Suppliers in use, as forms offer them.
select id, code, name from supplier where active = 1 order by code
