-- Facts that learnt this barcode and were not taken back.
select count(*) as n from fact where kind = 'barcode_learned' and discrepancy = ?1 and undone_by is null
