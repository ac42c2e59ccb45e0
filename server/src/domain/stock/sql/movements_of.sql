-- The movements of an item, newest first, each with its fact and the names of its places.
select m.at, m.fact, f.kind, m.source, m.staff, p.name as staff_name, m.lot, m.expiry, m.condition,
       m.from_place, m.to_place, m.quantity,
       coalesce(fb.code, fl.number, fs.parcel_label, fs.number, fp.code) as from_name,
       coalesce(tb.code, tl.number, ts.parcel_label, ts.number, tp.code) as to_name
from movement m
left join fact f on f.id = m.fact
left join staff p on p.id = m.staff
left join bin fb on m.from_place = 'bin:' || fb.id
left join pick_list fl on m.from_place = 'tote:' || fl.id
left join shipment fs on m.from_place = 'parcel:' || fs.parcel
left join plate fp on m.from_place = 'plate:' || fp.id
left join bin tb on m.to_place = 'bin:' || tb.id
left join pick_list tl on m.to_place = 'tote:' || tl.id
left join shipment ts on m.to_place = 'parcel:' || ts.parcel
left join plate tp on m.to_place = 'plate:' || tp.id
where m.item = ?1
order by m.id desc
limit ?2
