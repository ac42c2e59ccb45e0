-- How many orders stand where.
select q.shown, count(*) as n from (
    select case when p.state <> 'ordered' then p.state
                when t.open = 0 then 'done'
                when t.delivered = 0 then 'ordered'
                else 'partial' end as shown
    from purchase p
    join (
        select l.purchase, sum(w.delivered) as delivered, sum(w.open) as open
        from purchase_line l join purchase_line_now w on w.line = l.id
        group by l.purchase
    ) t on t.purchase = p.id
) q
group by q.shown
