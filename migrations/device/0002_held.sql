-- What the server keeps in quarantine is asked for at every pull: few rows, mostly none.
create index fact_held on fact (epoch, seq) where state = 'quarantined';
