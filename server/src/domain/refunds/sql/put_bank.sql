-- Where to send the money.
insert into refund_bank (refund, bank_code, branch_code, account_name, account_no) values (?1, ?2, ?3, ?4, ?5)
