-- A return left.
update supplier_return set state = 'done', sent_at = ?2, sent_by = ?3, sent_day = ?4, carrier = ?5, waybill = ?6
where id = ?1
