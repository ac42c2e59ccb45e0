-- Whose a delivery (?1) or a return (?2) is.
select supplier from delivery where id = ?1
union all
select supplier from supplier_return where id = ?2
