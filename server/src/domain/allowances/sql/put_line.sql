-- What an allowance takes off a line.
insert into allowance_line (allowance, seq, invoice_line, quantity, net, tax) values (?1, ?2, ?3, ?4, ?5, ?6)
