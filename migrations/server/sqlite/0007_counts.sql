-- 盤點 and 補貨: plans, tasks, what was counted against what the books held then, and pieces for the pick bins.

-- 盤點單
create table count_plan (
    id         text primary key,
    number     text not null unique,
    name       text not null,
    state      text not null check (state in ('open', 'started', 'done', 'cancelled')),
    -- How its bins were chosen: zone, class, stale, bins, spot.
    basis      text not null,
    detail     text not null default '',
    -- Codes of the kinds of items that are counted, separated by commas; empty: all.
    kinds      text not null default '',
    created_at integer not null,
    created_by text references staff (id),
    done_at    integer,
    -- Over for days: handhelds need not know it any more.
    forgotten  integer not null default 0
) strict;
create index count_plan_state on count_plan (state, created_at);

-- One bin to be counted.
create table count_task (
    id         text primary key,
    plan       text not null references count_plan (id),
    seq        integer not null,
    bin        text not null references bin (id),
    round      text not null default 'first' check (round in ('first', 'second')),
    state      text not null check (state in ('open', 'started', 'done', 'cancelled')),
    not_by     text references staff (id),
    -- The visit that it is to confirm or to replace.
    follows    text,
    created_at integer not null
) strict;
create index count_task_plan on count_task (plan, seq);
create index count_task_follows on count_task (follows);
create index count_task_bin on count_task (bin);

-- One person at one bin: the fold of its facts.
create table count_visit (
    id          text primary key,
    task        text,
    bin         text not null references bin (id),
    device      text not null references device (id),
    epoch       integer not null default 0,
    -- Of the fact that closed it.
    seq         integer not null default 0,
    staff       text references staff (id),
    began_at    integer not null,
    -- When it was closed; null while it is counted.
    at          integer,
    wall_clock  integer not null default 0,
    received_at integer not null,
    -- What others did here between these two cannot be ordered against the count.
    from_at     integer not null default 0,
    to_at       integer not null default 0,
    only_item   text references item (id),
    pieces      integer not null default 0,
    state       text not null default 'counting' check (state in ('counting', 'equal', 'limit', 'accepted', 'second',
                'recount', 'waiting', 'incomplete', 'superseded')),
    -- What the office said: accept, again.
    decision    text not null default '',
    decided_at  integer,
    decided_by  text references staff (id)
) strict;
create index count_visit_bin on count_visit (bin, to_at);
create index count_visit_task on count_visit (task);
create index count_visit_state on count_visit (state);

-- What was counted of one kind of pieces, and what the books held at that moment.
create table count_line (
    visit     text not null references count_visit (id),
    item      text not null references item (id),
    lot       text not null default '',
    expiry    text not null default '',
    condition text not null,
    counted   integer not null,
    book      integer not null,
    -- Others moved this item at the same time: it is counted again.
    unclear   integer not null default 0,
    -- The plan does not ask for it.
    aside     integer not null default 0,
    -- What was posted for it: the fold of the movements with the source count:<visit>.
    posted    integer not null default 0,
    primary key (visit, item, lot, expiry, condition)
) strict;

-- 補貨: pieces that the pick bin will need.
create table replenishment (
    id         text primary key,
    item       text not null references item (id),
    lot        text not null default '',
    expiry     text not null default '',
    from_bin   text not null references bin (id),
    to_bin     text not null references bin (id),
    quantity   integer not null,
    moved      integer not null default 0,
    state      text not null check (state in ('open', 'started', 'done', 'cancelled')),
    urgent     integer not null default 0,
    created_at integer not null,
    done_at    integer,
    forgotten  integer not null default 0
) strict;
create index replenishment_state on replenishment (state, created_at);
create index replenishment_item on replenishment (item, state);
