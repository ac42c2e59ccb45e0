-- A supplier's whole card, while it is in use, and who changed it last.
select id, code, name, legal_name, tax_id, tax_id_reason, person_in_charge, contact, phone, mobile, fax, email, line_id,
       zip, address, invoice_address, return_address, terms, term_days, closing_day, pay_by, bank_code, bank_name,
       bank_branch, account_name, account_no, fee_by, invoice_kind, tax_kind, tax_included, lead_days, min_quantity,
       min_amount, return_terms, inspection, rating, remark, created_at, changed_at,
       coalesce((select s.name from staff s where s.id = supplier.changed_by), '') as changed_by
from supplier where id = ?1 and active = 1
