-- A supplier, new or changed; one that was taken out of use comes back.
insert into supplier (id, code, name, legal_name, tax_id, tax_id_reason, person_in_charge, contact, phone, mobile, fax,
                      email, line_id, zip, address, invoice_address, return_address, terms, term_days, closing_day,
                      pay_by, bank_code, bank_name, bank_branch, account_name, account_no, fee_by, invoice_kind,
                      tax_kind, tax_included, lead_days, min_quantity, min_amount, return_terms, inspection, rating,
                      remark, created_at, changed_at, changed_by)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
        ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?38, ?39)
on conflict (id) do update set code = excluded.code, name = excluded.name, legal_name = excluded.legal_name,
    tax_id = excluded.tax_id, tax_id_reason = excluded.tax_id_reason, person_in_charge = excluded.person_in_charge,
    contact = excluded.contact, phone = excluded.phone, mobile = excluded.mobile, fax = excluded.fax,
    email = excluded.email, line_id = excluded.line_id, zip = excluded.zip, address = excluded.address,
    invoice_address = excluded.invoice_address, return_address = excluded.return_address, terms = excluded.terms,
    term_days = excluded.term_days, closing_day = excluded.closing_day, pay_by = excluded.pay_by,
    bank_code = excluded.bank_code, bank_name = excluded.bank_name, bank_branch = excluded.bank_branch,
    account_name = excluded.account_name, account_no = excluded.account_no, fee_by = excluded.fee_by,
    invoice_kind = excluded.invoice_kind, tax_kind = excluded.tax_kind, tax_included = excluded.tax_included,
    lead_days = excluded.lead_days, min_quantity = excluded.min_quantity, min_amount = excluded.min_amount,
    return_terms = excluded.return_terms, inspection = excluded.inspection, rating = excluded.rating,
    remark = excluded.remark, active = 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by
