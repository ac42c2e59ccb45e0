-- Which photos the standing facts of a task name, and whether they are here.
select p.fact, p.photo, case when h.id is null then 0 else 1 end as here
from fact f
join fact_photo p on p.fact = f.id
left join photo h on h.id = p.photo
where f.task = ?1 and f.undone_by is null
order by f.at, f.epoch, f.seq, p.seq
