-- An allowance is issued.
insert into allowance (id, number, invoice, refund, day, state, remark) values (?1, ?2, ?3, ?4, ?5, 'issued', ?6)
