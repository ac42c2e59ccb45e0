-- A device that has everything up to ?2 and holds nothing unsent knows that the list was taken back.
delete from list_holder where device = ?1
  and (select pending from device where id = ?1) = 0
  and list in (select id from feed where kind = 'list' and version <= ?2)
