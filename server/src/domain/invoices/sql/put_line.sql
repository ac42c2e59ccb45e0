-- A line of an invoice.
insert into invoice_line (id, invoice, seq, code, description, quantity, unit, tax_kind, amount)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
