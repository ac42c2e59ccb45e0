-- Deliveries with names and totals: one (?1) or those of a stage (?2) whose numbers or supplier contain ?3, newest first.
-- The stage is the state, and of what has come whether counting has begun.
with totals as (
    select delivery, count(*) as lines, cast(sum(expected) as bigint) as expected, cast(sum(good) as bigint) as good,
           cast(sum(bad) as bigint) as bad
    from delivery_line group by delivery
),
seen as (
    select d.*, a.whole, case when a.whole is not null then 'merged' else case d.state when 'open' then 'expected' when 'started' then
                   case when coalesce(t.good, 0) + coalesce(t.bad, 0) = 0 then 'arrived' else 'counting' end
               else d.state end end as stage,
           coalesce(t.lines, 0) as lines, coalesce(t.expected, 0) as expected, coalesce(t.good, 0) as good,
           coalesce(t.bad, 0) as bad
    from delivery d left join totals t on t.delivery = d.id left join delivery_alias a on a.blind = d.id
)
select s.id, s.number, s.device_number, s.stage, s.blind, s.whole, w.number as whole_no,
       s.supplier, p.code as supplier_code, p.name as supplier_name,
       s.purchase_no, s.note_no, s.follows, o.number as follows_no, f.id as follow, f.number as follow_no, s.due,
       s.inspection, s.arrived_at, a.name as arrived_by_name, s.cartons, s.damaged, s.driver, s.signature, s.closed_at,
       c.name as closed_by_name, s.remark, s.created_at, m.name as created_by_name, s.lines, s.expected, s.good, s.bad,
       cast(coalesce((select sum(r.quantity) from receipt r where r.delivery = s.id and r.condition = 'hold'), 0) as bigint) as held
from seen s
left join supplier p on p.id = s.supplier
left join delivery o on o.id = s.follows
left join delivery w on w.id = s.whole
left join delivery f on f.follows = s.id
left join staff a on a.id = s.arrived_by
left join staff c on c.id = s.closed_by
left join staff m on m.id = s.created_by
where (?1 is null or s.id = ?1) and (?2 = '' or s.stage = ?2)
  and (?3 = '' or lower(s.number || ' ' || s.device_number || ' ' || s.purchase_no || ' ' || s.note_no || ' '
       || coalesce(p.code, '') || ' ' || coalesce(p.name, '')) like '%' || ?3 || '%')
order by s.created_at desc, s.number desc
limit ?4
