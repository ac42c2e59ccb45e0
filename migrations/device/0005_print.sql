-- Labels that somebody pressed for. A row is there before the first byte goes to a printer, so that no press is lost
-- and none is printed twice in silence: after a start nothing is sent by itself.
create table print_job (
    -- in the order in which they were pressed for
    seq integer primary key,
    id blob not null unique,
    -- when it was pressed for, milliseconds since 1970
    at integer not null,
    -- what stands on the label
    code text not null,
    sku text not null,
    name text not null,
    spec text not null,
    copies integer not null check (copies > 0),
    state text not null check (state in ('waiting', 'sent', 'confirmed', 'failed')),
    -- how often sending has begun; with 'waiting' at a start: the app ended in the middle of it
    tries integer not null default 0,
    -- 1: a try before the present one may have reached a printer; never taken back
    perhaps integer not null default 0,
    -- where it was last sent: host and port
    printer text not null default '',
    -- what came of it: the stable code of a report, empty before
    said text not null default '',
    -- the printer's own answer, or the system's error, as it came
    answer text not null default '',
    -- when, milliseconds since 1970; 0 for never
    said_at integer not null default 0
) strict;
