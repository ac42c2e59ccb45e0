-- Refunds that ended before ?1 and whose bank data are still there.
select b.refund from refund_bank b join refund r on r.id = b.refund
where r.state not in ('asked', 'approved', 'accounting')
  and (select max(s.at) from refund_step s where s.refund = b.refund) < ?1
limit ?2
