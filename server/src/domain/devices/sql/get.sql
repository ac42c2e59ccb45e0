-- One handheld.
select id, label, name, state, epoch, acked_seq, pending, app_version, clock_skew, enrolled_at, seen_at, bench
from device where id = ?1
