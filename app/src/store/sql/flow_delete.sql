-- A flow has ended.
delete from flow_state where stem = ?1
