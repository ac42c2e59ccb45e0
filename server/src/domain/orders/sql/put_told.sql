-- What the platform says of an order.
update orders set platform_status = ?2, recipient = ?3, phone = ?4, zip = ?5, address = ?6, store_id = ?7,
    store_name = ?8, buyer = ?9, logistics = ?10, temperature = ?11, payment = ?12, cod = ?13, tax_id = ?14,
    invoice_title = ?15, invoice_carrier = ?16, donation_code = ?17, invoice_no = ?18, buyer_note = ?19,
    seller_note = ?20, currency = ?21, total = ?22, shipping_fee = ?23, placed_at = ?24, cut_off = ?25
where id = ?1
