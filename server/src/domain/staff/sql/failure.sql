-- One more failure; from the ?2nd on the login has to wait until ?3.
insert into login_failure (key, failures, until_at) values (?1, 1, 0)
on conflict (key) do update set failures = login_failure.failures + 1,
    until_at = case when login_failure.failures + 1 >= ?2 then ?3 else 0 end
