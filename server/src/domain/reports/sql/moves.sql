-- The movements of an item (?1) that happened from ?2 on and before ?3, latest first: in one condition (?4), lot (?5),
-- expiry (?6), and with one place or kind of place at an end (?7), each where it is not empty.
select m.at, m.fact, f.kind, m.source, m.staff, p.name as staff_name, m.lot, m.expiry, m.condition,
       m.from_place, m.to_place, m.quantity,
       coalesce(fb.code, fl.number, fs.parcel_label, fs.number) as from_name,
       coalesce(tb.code, tl.number, ts.parcel_label, ts.number) as to_name
from movement m
left join fact f on f.id = m.fact
left join staff p on p.id = m.staff
left join bin fb on m.from_place like 'bin:%' and fb.id = substr(m.from_place, 5)
left join pick_list fl on m.from_place like 'tote:%' and fl.id = substr(m.from_place, 6)
left join shipment fs on m.from_place like 'parcel:%' and fs.parcel = substr(m.from_place, 8)
left join bin tb on m.to_place like 'bin:%' and tb.id = substr(m.to_place, 5)
left join pick_list tl on m.to_place like 'tote:%' and tl.id = substr(m.to_place, 6)
left join shipment ts on m.to_place like 'parcel:%' and ts.parcel = substr(m.to_place, 8)
where m.item = ?1 and m.at >= ?2 and m.at < ?3
  and (?4 = '' or m.condition = ?4) and (?5 = '' or m.lot = ?5) and (?6 = '' or m.expiry = ?6)
  and (?7 = '' or m.from_place = ?7 or m.to_place = ?7)
order by m.at desc, m.id desc
limit ?8
