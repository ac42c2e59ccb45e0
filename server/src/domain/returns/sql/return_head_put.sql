-- What the office knows of a return.
update sales_return set reason = ?2, reason_note = ?3, liable = ?4, platform_no = ?5, received_on = ?6, noticed_on = ?7,
    sent_on = ?8, note = ?9, changed_at = ?10
where id = ?1
