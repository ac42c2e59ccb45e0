-- Orders in the state ?1 (empty: all) that ?2 is a part of, of a supplier (?3) or one alone (?4), newest first.
select q.* from (
    select p.id, p.number, p.origin, p.supplier, s.code as supplier_code, s.name as supplier_name, p.reference, p.due,
           p.terms, p.term_days, p.tax_kind, p.tax_included, p.remark, p.created_at, c.name as created_name,
           p.ordered_at, o.name as ordered_name, p.cancelled_at, x.name as cancelled_name, p.cancel_reason,
           t.lines, t.pieces, t.delivered, t.open, t.amount,
           case when p.state <> 'ordered' then p.state
                when t.open = 0 then 'done'
                when t.delivered = 0 then 'ordered'
                else 'partial' end as shown
    from purchase p
    join supplier s on s.id = p.supplier
    join (
        select l.purchase, count(*) as lines, cast(sum(l.quantity) as bigint) as pieces,
               cast(sum(w.delivered) as bigint) as delivered, cast(sum(w.open) as bigint) as open,
               cast(sum(l.quantity * l.price) as bigint) as amount
        from purchase_line l join purchase_line_now w on w.line = l.id
        where ?4 is null or l.purchase = ?4
        group by l.purchase
    ) t on t.purchase = p.id
    left join staff c on c.id = p.created_by
    left join staff o on o.id = p.ordered_by
    left join staff x on x.id = p.cancelled_by
    where (?3 is null or p.supplier = ?3) and (?4 is null or p.id = ?4)
      and (?2 = '' or lower(p.number) like '%' || ?2 || '%' or lower(s.code) like '%' || ?2 || '%'
           or lower(s.name) like '%' || ?2 || '%' or lower(p.reference) like '%' || ?2 || '%'
           or exists (select 1 from purchase_line m join item i on i.id = m.item
                      where m.purchase = p.id and lower(i.sku) like '%' || ?2 || '%'))
) q
where ?1 = '' or q.shown = ?1
order by q.created_at desc, q.number desc
limit ?5 offset ?6
