-- The last moment by the server's clock at which this device did something before this place of its stream.
select coalesce((
    select f.at from fact f
    where f.device = ?1 and f.wall_clock = 0 and (f.epoch < ?2 or (f.epoch = ?2 and f.seq < ?3))
    order by f.epoch desc, f.seq desc limit 1
), (select d.enrolled_at from device d where d.id = ?1)) as n
