-- Where did a flow stand?
select version, anchor, json from flow_state where stem = ?1
