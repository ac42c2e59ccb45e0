-- Where each bin is and whether orders may take from it.
select id, code, zone, case when used_for = 'quarantine' or active = 0 then 0 else 1 end as gives from bin
