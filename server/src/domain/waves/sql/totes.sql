-- The totes of a list, the first first.
select tote, min(fact) as first from list_hand where list = ?1 and tote is not null group by tote order by first
