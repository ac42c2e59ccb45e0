-- Keeps a new print job, which nobody has sent yet.
insert into print_job (id, at, code, sku, name, spec, copies, state) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting')
