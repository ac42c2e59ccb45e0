-- Who learnt which barcodes of an item that the office has not said yes to: waiting ones first, then the refused ones, the
-- latest first.
select q.state, f.device, f.kind, f.version, f.body
from discrepancy q join fact f on f.discrepancy = q.id
where q.kind = 'barcode_learned' and q.item = ?1 and (q.state = 'open' or q.answer = 'reject')
  and f.kind = 'barcode_learned' and f.undone_by is null
order by case q.state when 'open' then 0 else 1 end, q.at desc, q.id desc, f.device
limit ?2
