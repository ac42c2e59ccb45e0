-- Where is the fact with this id? Asked for few facts, among those just sent.
select seq from fact where epoch = ?1 and seq > ?2 and seq <= ?3 and id = ?4
