-- The facts of a visit in the order of their device.
select device, epoch, seq, at, wall_clock, received_at, staff, kind, version, body, undone_by from fact
where task = ?1 and outcome <> 'quarantined' and kind in ('counted', 'bin_counted')
order by epoch, seq
