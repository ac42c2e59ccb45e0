-- What a payment request needs of a supplier's card.
select code, name, legal_name, tax_id, terms, term_days, closing_day, tax_kind, tax_included, bank_code, bank_name,
       bank_branch, account_name, account_no
from supplier where id = ?1
