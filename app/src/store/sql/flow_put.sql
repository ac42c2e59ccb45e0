-- Where a flow stands after this scan.
insert into flow_state (stem, version, anchor, json) values (?1, ?2, ?3, ?4)
on conflict (stem) do update set version = excluded.version, anchor = excluded.anchor, json = excluded.json
