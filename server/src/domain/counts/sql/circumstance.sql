-- Where and when a fact was recorded.
select device, epoch, seq, at, wall_clock, received_at from fact where id = ?1
