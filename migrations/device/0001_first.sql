-- The handheld's one file. Invariant: a fact is in `fact` before anything beeps, and stays until the server
-- has it and thirty days have passed.

-- One row: who this device is and how far both directions of sync have come.
create table device (
    one integer primary key check (one = 1),
    device blob,
    label text not null default '',
    site_name text not null default '',
    training integer not null default 0,
    epoch integer not null default 0,
    token text not null default '',
    urls text not null default '[]',
    pin text not null default '',
    server_epoch integer not null default 0,
    -- the feed is applied up to here
    cursor integer not null default 0,
    -- the server has said that it has everything up to here
    acked_seq integer not null default 0,
    -- the rows in `replica` contain everything up to here: younger facts are the overlay
    trimmed_seq integer not null default 0,
    -- manifests closed by this device, for their numbers
    manifests integer not null default 0,
    -- why sending has stopped; empty when it has not
    halted text not null default '',
    boot_id text not null default '',
    clock_offset integer not null default 0,
    last_exchange integer not null default 0,
    lang text not null default 'zh-TW',
    theme text not null default 'light'
) strict;
insert into device (one) values (1);

-- What people did, in order. `effects` is what the fact changes in the rows shown, `task` what an undo reaches.
create table fact (
    epoch integer not null,
    seq integer not null,
    id blob not null,
    kind text not null,
    version integer not null,
    at integer not null,
    clock text not null,
    by_staff blob,
    grp blob,
    body text not null,
    effects text,
    state text not null default 'pending' check (state in ('pending', 'acked', 'quarantined')),
    acked_at integer,
    primary key (epoch, seq)
) strict, without rowid;

-- The server's rows as last pulled, without what is still pending here.
create table replica (
    kind text not null,
    id blob not null,
    parent blob,
    version integer not null,
    body text not null,
    primary key (kind, id)
) strict, without rowid;
create index replica_parent on replica (parent, kind) where parent is not null;

-- What a scanned code may mean: the codes of rows with the overlay folded in.
create table code (
    code text not null,
    kind text not null,
    id blob not null,
    primary key (code, kind, id)
) strict, without rowid;

-- Pages of a pull that is not complete yet. No body: the row is gone.
create table staged (
    kind text not null,
    id blob not null,
    version integer not null,
    body text,
    primary key (kind, id)
) strict, without rowid;

-- Where each flow stands. `anchor` is the task it is about, readable by every version of the app.
create table flow_state (
    stem text primary key,
    version integer not null,
    anchor text not null default '',
    json text not null
) strict, without rowid;

-- Wrong PINs since the last right one. `unlocks` is the staff row's number when they were counted.
create table wrong_pin (
    staff blob primary key,
    wrong integer not null,
    unlocks integer not null
) strict, without rowid;
