-- How many deliveries are at each stage: see deliveries.sql.
select stage, count(*) as n from (
    select case when a.whole is not null then 'merged' else case d.state when 'open' then 'expected' when 'started' then
               case when exists (select 1 from delivery_line l where l.delivery = d.id and l.good + l.bad <> 0)
                    then 'counting' else 'arrived' end
           else d.state end end as stage
    from delivery d left join delivery_alias a on a.blind = d.id
) staged group by stage
