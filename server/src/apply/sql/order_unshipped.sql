-- A parcel came back from the pile.
update orders set state = 'packed', changed_at = ?2 where id = ?1 and state = 'shipped'
