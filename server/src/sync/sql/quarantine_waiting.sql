-- What waits in quarantine, in the order of its streams.
select id, device, epoch, seq, bytes from quarantine where state = 'waiting' order by device, epoch, seq
