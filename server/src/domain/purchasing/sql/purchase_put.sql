-- A draft order, new (?2 is its number) or changed.
insert into purchase (id, number, supplier, state, origin, reference, due, terms, term_days, tax_kind, tax_included,
                      remark, created_at, created_by)
values (?1, ?2, ?3, 'draft', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
on conflict (id) do update set supplier = excluded.supplier, reference = excluded.reference, due = excluded.due,
    terms = excluded.terms, term_days = excluded.term_days, tax_kind = excluded.tax_kind,
    tax_included = excluded.tax_included, remark = excluded.remark
