-- Handhelds, those in service first.
select id, label, name, state, epoch, acked_seq, pending, app_version, clock_skew, enrolled_at, seen_at, bench
from device order by case state when 'revoked' then 1 else 0 end, enrolled_at
