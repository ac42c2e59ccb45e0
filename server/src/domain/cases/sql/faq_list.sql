-- Common answers whose words contain ?1 (lower case) of a category (?2, empty: any), the most used first.
select id, category, question, answer, uses, active from faq
where active = 1 and (?2 = '' or category = ?2)
  and (?1 = '' or lower(question) like '%' || ?1 || '%' or lower(answer) like '%' || ?1 || '%')
order by uses desc, created_at desc, id limit ?3
