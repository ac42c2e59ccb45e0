-- ?1 movements of ?2 items, the first at ?3, one every ?4 milliseconds: three from a supplier, one between bins, four to
-- customers, in turn.
insert into movement (at, source, item, condition, from_place, to_place, quantity)
with recursive series (n) as (select 0 union all select n + 1 from series where n + 1 < ?1)
select ?3 + s.n * ?4, 'bench', o.id, 'good',
       case when s.n % 8 < 3 then 'supplier' else 'bin:' || substr('00000000000000000000000000000000' || (o.n * 4 + s.n / 8 % 4), -32) end,
       case when s.n % 8 < 3 then 'bin:' || substr('00000000000000000000000000000000' || (o.n * 4 + s.n / 8 % 4), -32)
            when s.n % 8 = 3 then 'bin:' || substr('00000000000000000000000000000000' || (o.n * 4 + (s.n / 8 + 1) % 4), -32)
            else 'customer' end,
       case when s.n % 8 < 3 then 4 else 1 + s.n % 3 end
from series s join one o on o.n = (s.n * 7919 + s.n / 8) % ?2
