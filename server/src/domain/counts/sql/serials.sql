-- The serial numbers that a count (?1) saw (times > 0), and those of the items it compared that were in its bin before;
-- each with all that was known of it at that moment, the latest first: opening stock, deliveries, earlier counts, moves,
-- picks, packing, returns.
with here as (
    select id, bin, to_at from count_visit where id = ?1
),
earlier as (
    select v.id, v.bin, v.to_at from count_visit v, here h
    where v.at is not null and (v.to_at < h.to_at or (v.to_at = h.to_at and v.id < h.id))
),
wanted as (
    select c.item, c.serial from count_serial c where c.visit = ?1
    union
    select s.item, s.serial from serial_number s join here h on s.bin = h.bin
    where s.item in (select l.item from count_line l where l.visit = ?1 and l.aside = 0)
    union
    select s.item, s.serial from serial_step s join here h on s.bin = h.bin
    where s.kind in ('put_away', 'moved')
        and s.item in (select l.item from count_line l where l.visit = ?1 and l.aside = 0)
    union
    select c.item, c.serial from here h join earlier e on e.bin = h.bin join count_serial c on c.visit = e.id
    where c.item in (select l.item from count_line l where l.visit = ?1 and l.aside = 0)
),
known as (
    select w.item, w.serial, s.bin, null as delivery, null as step, null as task, s.at as since
    from wanted w join serial_number s on s.item = w.item and s.serial = w.serial
    where s.bin is not null
    union all
    select w.item, w.serial, null, coalesce(a.whole, substr(f.task, 10)), null, null, f.at
    from wanted w join serial_number s on s.item = w.item and s.serial = w.serial
    join fact f on f.id = s.fact
    left join delivery_alias a on f.task = 'delivery:' || a.blind
    where s.received > 0 and f.at <= (select to_at from here)
    union all
    select w.item, w.serial, e.bin, null, null, null, e.to_at
    from wanted w join count_serial c on c.item = w.item and c.serial = w.serial join earlier e on e.id = c.visit
    union all
    select w.item, w.serial, case when s.kind in ('put_away', 'moved') then s.bin end, null, s.kind, f.task, f.at
    from wanted w join serial_step s on s.item = w.item and s.serial = w.serial join fact f on f.id = s.fact
    where s.kind <> 'received' and f.undone_by is null and f.at <= (select to_at from here)
    union all
    select w.item, w.serial, null, null, 'returned', null, b.at
    from wanted w join inspection b on b.item = w.item and b.serial = w.serial
    where b.undone = 0 and b.at <= (select to_at from here)
)
select w.item, i.sku, i.name, w.serial, coalesce(c.lot, '') as lot, coalesce(c.expiry, '') as expiry, c.condition,
       coalesce(c.times, 0) as times, k.bin as known_bin, n.code as known_code, d.number as delivery,
       k.step, coalesce(p.number, h.number) as gone
from wanted w
join item i on i.id = w.item
left join count_serial c on c.visit = ?1 and c.item = w.item and c.serial = w.serial
left join known k on k.item = w.item and k.serial = w.serial
left join bin n on n.id = k.bin
left join delivery d on d.id = k.delivery
left join pick_list p on k.task = 'list:' || p.id
left join shipment h on k.task = 'shipment:' || h.id
order by i.sku, w.item, w.serial, coalesce(k.since, 0) desc, k.bin
limit ?2
