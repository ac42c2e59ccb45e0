-- A blind delivery (?1) is this expected one (?2).
insert into delivery_alias (blind, whole, note_no, at, by_staff)
select ?1, d.id, d.note_no, ?3, ?4 from delivery d where d.id = ?2
