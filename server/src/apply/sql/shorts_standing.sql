-- Shorts that asked this question and were not taken back.
select count(*) as n from fact where kind = 'short_picked' and discrepancy = ?1 and undone_by is null
