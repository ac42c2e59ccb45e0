-- Photos on their way. A row is there before the photo counts as taken, and goes once the server has it, or when it
-- turns out that no fact will ever name it.
create table photo (
    -- SHA-256 of `bytes`
    hash blob not null unique,
    taken_at integer not null,
    -- 1: a fact names it, so it is sent
    named integer not null default 0,
    -- 120 × 120 RGB, for the screen
    thumb blob not null,
    bytes blob not null
) strict;
-- What waits and what may go is asked without touching the pictures.
create index photo_named on photo (named, taken_at, hash);
