-- How many balances inside the house an item (?1) has, or a place (?2) holds.
select count(*) as n from balance
where quantity <> 0 and (item = ?1 or place = ?2)
  and (place like 'bin:%' or place like 'tote:%' or place like 'parcel:%' or place like 'plate:%' or place = 'dock')
