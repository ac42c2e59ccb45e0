-- The moment from which on counts of a bin may know of this fact; no row where nobody has counted it since.
with moved as (
    select f.id, case when f.wall_clock = 1 then f.received_at else f.at end as latest,
           case when f.wall_clock = 1 then 0 else f.at end as since
    from fact f where f.id = ?1 or f.id = ?3
)
select min(m.since) as since from moved m
where exists (select 1 from count_visit v where v.bin = ?2 and v.at is not null and v.to_at >= m.since)
having min(m.since) is not null
