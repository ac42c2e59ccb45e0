-- A supplier as handhelds know it: no bank, no telephone.
select id, code, name from supplier where id = ?1 and active = 1
