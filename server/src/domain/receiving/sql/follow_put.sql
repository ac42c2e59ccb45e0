-- The slip for what a delivery is short of.
insert into delivery (id, number, supplier, purchase, purchase_no, follows, state, inspection, created_at)
select ?1, ?3, d.supplier, d.purchase, d.purchase_no, d.id, 'open', d.inspection, ?4 from delivery d where d.id = ?2
