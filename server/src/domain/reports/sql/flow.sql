-- What crossed the border of the house from ?1 on and before ?2, in one condition (?3) or all: by item and place
-- outside, and whether a fact took something back. (The concatenation keeps the period's index in use.)
select k.item, k.other, k.undone, cast(sum(k.came) as bigint) as came, cast(sum(k.went) as bigint) as went
from (
    select m.item, m.from_place as other, case when f.kind = 'undone' then 1 else 0 end as undone,
           m.quantity as came, 0 as went
    from movement m left join fact f on f.id = m.fact
    where m.at >= ?1 and m.at < ?2 and m.from_place || '' in ('opening', 'supplier', 'customer', 'lost', 'scrap', 'regrade')
      and (m.to_place = 'dock' or m.to_place like 'bin:%' or m.to_place like 'tote:%' or m.to_place like 'parcel:%' or m.to_place like 'plate:%') and (?3 = '' or m.condition = ?3)
    union all
    select m.item, m.to_place, case when f.kind = 'undone' then 1 else 0 end, 0, m.quantity
    from movement m left join fact f on f.id = m.fact
    where m.at >= ?1 and m.at < ?2 and m.to_place || '' in ('opening', 'supplier', 'customer', 'lost', 'scrap', 'regrade')
      and (m.from_place = 'dock' or m.from_place like 'bin:%' or m.from_place like 'tote:%' or m.from_place like 'parcel:%' or m.from_place like 'plate:%') and (?3 = '' or m.condition = ?3)
) k
group by k.item, k.other, k.undone
