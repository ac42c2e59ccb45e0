-- What the books hold of what the platform says.
select platform_status, recipient, phone, zip, address, store_id, store_name, buyer, logistics, temperature, payment,
       cod, tax_id, invoice_title, invoice_carrier, donation_code, invoice_no, buyer_note, seller_note, currency,
       total, shipping_fee, placed_at, cut_off
from orders where id = ?1
