-- What was done after the sale.
update customer_case set kind = 'service', service = ?2, serial = ?3, work = ?4, cost = ?5, way_out = ?6, way_back = ?7,
    done_on = ?8, satisfaction = ?9
where id = ?1
