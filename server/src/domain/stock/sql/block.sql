-- Keeps an item in a bin out of allocation.
insert into stock_block (item, bin, discrepancy, at) values (?1, ?2, ?3, ?4)
on conflict (item, bin) do update set discrepancy = excluded.discrepancy, at = excluded.at
