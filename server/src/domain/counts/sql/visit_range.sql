-- From where to where a visit reaches in the stream of its device.
select device, epoch, min(seq) as first, max(seq) as last from fact where task = ?1
group by device, epoch order by epoch desc limit 1
