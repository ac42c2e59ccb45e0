-- The items and bins whose balance a fact has changed.
select item, from_place as place from movement where fact = ?1 and from_place like 'bin:%'
union
select item, to_place from movement where fact = ?1 and to_place like 'bin:%'
