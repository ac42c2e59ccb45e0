-- Carriers in use.
select id, code, name, customer, label, aliases from carrier where active = 1 order by code
