-- Integers, booleans (0/1), money (minor units) and times (milliseconds since 1970) are all 64-bit integers;
-- ids are text of 32 hexadecimal digits. Only what SQLite and PostgreSQL both mean the same way.

-- Number series, and 'feed': the version of the newest feed row.
create table counter (
    name  text primary key,
    value integer not null
) strict;

create table setting (
    name  text primary key,
    value text not null
) strict;

-- What handhelds may see, as they will get it. A row without a body is a tombstone.
create table feed (
    kind    text not null,
    id      text not null,
    version integer not null,
    body    text,
    primary key (kind, id)
) strict;
create unique index feed_version on feed (version);

-- ---------------------------------------------------------------- people and devices

create table staff (
    id            text primary key,
    name          text not null,
    badge         text not null unique,
    pin_hash      text not null,
    role          text not null,
    -- Set for those who may sign in to the office pages.
    login         text unique,
    password_hash text,
    lang          text not null default 'zh-TW',
    unlocks       integer not null default 0,
    active        integer not null default 1,
    created_at    integer not null
) strict;

create table web_session (
    token_hash text primary key,
    staff      text not null references staff (id),
    created_at integer not null,
    seen_at    integer not null,
    expires_at integer not null
) strict;

create table login_failure (
    key       text primary key,
    failures  integer not null,
    until_at  integer not null
) strict;

create table device (
    id          text primary key,
    label       text not null unique,
    name        text not null,
    state       text not null check (state in ('active', 'draining', 'revoked')),
    epoch       integer not null,
    token_hash  text not null unique,
    acked_seq   integer not null default 0,
    pending     integer not null default 0,
    app_version text not null default '',
    clock_skew  integer not null default 0,
    -- Feed version up to which it has everything.
    cursor      integer not null default 0,
    enrolled_at integer not null,
    seen_at     integer not null
) strict;

create table invitation (
    code_hash  text primary key,
    created_by text,
    created_at integer not null,
    used_at    integer,
    device     text references device (id)
) strict;

-- ---------------------------------------------------------------- catalogue

create table item (
    id             text primary key,
    sku            text not null unique,
    name           text not null,
    name_en        text not null default '',
    kind           text not null,
    weight_g       integer not null default 0,
    lot_tracked    integer not null default 0,
    expiry_tracked integer not null default 0,
    serial_tracked integer not null default 0,
    keyable        integer not null default 0,
    active         integer not null default 1,
    -- Lower-cased sku, names and codes, for the search field.
    search         text not null,
    created_at     integer not null
) strict;

create table barcode (
    item     text not null references item (id),
    code     text not null,
    quantity integer not null check (quantity > 0),
    unit     text not null,
    primary key (item, code, unit)
) strict;
create index barcode_code on barcode (code);

-- 組合品: exploded into its parts when an order comes in.
create table bundle (
    id   text primary key,
    sku  text not null unique,
    name text not null
) strict;

create table bundle_part (
    bundle   text not null references bundle (id),
    item     text not null references item (id),
    quantity integer not null check (quantity > 0),
    primary key (bundle, item)
) strict;

create table bin (
    id     text primary key,
    code   text not null unique,
    zone   text not null default '',
    aisle  text not null default '',
    bay    text not null default '',
    level  text not null default '',
    x      integer not null default 0,
    y      integer not null default 0,
    walk   integer not null default 0,
    active integer not null default 1
) strict;

create table carrier (
    id        text primary key,
    code      text not null unique,
    name      text not null,
    -- 客代
    customer  text not null default '',
    -- LabelRule as JSON.
    label     text not null,
    -- What a platform's 物流別 says for this carrier, separated by newlines.
    aliases   text not null default '',
    active    integer not null default 1
) strict;

-- The carrier's own numbers. A used or voided number is never given again.
create table waybill (
    carrier  text not null references carrier (id),
    number   text not null,
    state    text not null check (state in ('free', 'given', 'used', 'void')),
    shipment text,
    added_at integer not null,
    primary key (carrier, number)
) strict;
create index waybill_free on waybill (carrier, state, number);

create table carton (
    code     text primary key,
    name     text not null,
    weight_g integer not null default 0
) strict;

-- A platform's code is so many pieces of an item, or a bundle. Remembered from the first import that asked.
create table code_map (
    channel  text not null,
    code     text not null,
    item     text references item (id),
    bundle   text references bundle (id),
    quantity integer not null default 1 check (quantity > 0),
    primary key (channel, code)
) strict;

-- A saved mapping of the import screen.
create table mapping (
    name    text not null,
    subject text not null,
    body    text not null,
    primary key (subject, name)
) strict;

create table import_run (
    id        text primary key,
    subject   text not null,
    file_name text not null,
    sha256    text not null,
    mapping   text not null,
    at        integer not null,
    by_staff  text,
    rows_in   integer not null,
    created   integer not null,
    changed   integer not null,
    same      integer not null,
    skipped   integer not null,
    refused   integer not null,
    -- The refused rows with their reasons, as they are downloaded.
    bad_rows  blob
) strict;
create index import_run_file on import_run (sha256);

-- ---------------------------------------------------------------- orders

create table orders (
    id             text primary key,
    channel        text not null,
    order_no       text not null,
    -- open: may be released. held: a person must look. released, packed, shipped, cancelled.
    state          text not null check (state in ('open', 'held', 'released', 'packed', 'shipped', 'cancelled')),
    platform_status text not null default '',
    placed_at      integer,
    cut_off        integer,
    recipient      text not null default '',
    phone          text not null default '',
    zip            text not null default '',
    address        text not null default '',
    store_id       text not null default '',
    store_name     text not null default '',
    buyer          text not null default '',
    logistics      text not null default '',
    carrier        text references carrier (id),
    temperature    text not null default '',
    payment        text not null default '',
    cod            integer not null default 0,
    tax_id         text not null default '',
    invoice_title  text not null default '',
    invoice_carrier text not null default '',
    donation_code  text not null default '',
    invoice_no     text not null default '',
    buyer_note     text not null default '',
    seller_note    text not null default '',
    currency       text not null default 'TWD',
    total          integer not null default 0,
    shipping_fee   integer not null default 0,
    -- SHA-256 over what the platform says; the same again is no news.
    content_hash   text not null,
    hold_reason    text not null default '',
    -- Wait for 0: not all of it could be allocated at the last release, as JSON [{sku, missing}].
    missing        text not null default '',
    import_run     text references import_run (id),
    created_at     integer not null,
    changed_at     integer not null,
    unique (channel, order_no)
) strict;
create index orders_state on orders (state, cut_off);

create table order_line (
    id         text primary key,
    order_id   text not null references orders (id),
    seq        integer not null,
    -- goods or charge:*
    kind       text not null,
    code       text not null,
    name       text not null,
    option_name text not null default '',
    quantity   integer not null,
    unit_price integer not null default 0
) strict;
create index order_line_order on order_line (order_id, seq);

-- What the goods of a line are to the warehouse: items and pieces, bundles exploded.
create table order_part (
    id         text primary key,
    order_line text not null references order_line (id),
    order_id   text not null references orders (id),
    item       text not null references item (id),
    quantity   integer not null check (quantity > 0)
) strict;
create index order_part_order on order_part (order_id);
create index order_part_line on order_part (order_line);

-- What a later file said otherwise. After release it holds the order until a person has answered.
create table order_change (
    id       text primary key,
    order_id text not null references orders (id),
    at       integer not null,
    field    text not null,
    old      text not null,
    new      text not null,
    state    text not null check (state in ('applied', 'waiting', 'accepted', 'ignored'))
) strict;
create index order_change_order on order_change (order_id, at);

-- ---------------------------------------------------------------- releases, lists, shipments

create table wave (
    id         text primary key,
    number     text not null unique,
    state      text not null check (state in ('released', 'undone')),
    created_at integer not null,
    created_by text,
    note       text not null default ''
) strict;

create table pick_list (
    id       text primary key,
    number   text not null unique,
    wave     text not null references wave (id),
    state    text not null check (state in ('open', 'started', 'done', 'held', 'cancelled')),
    carrier  text references carrier (id),
    cut_off  integer,
    tote     text,
    picker   text references staff (id),
    device   text references device (id),
    orders   integer not null,
    pieces   integer not null,
    created_at integer not null,
    done_at  integer,
    -- Over for days: handhelds need not know it any more.
    forgotten integer not null default 0
) strict;
create index pick_list_wave on pick_list (wave);
create index pick_list_state on pick_list (state);

create table pick_line (
    id       text primary key,
    list     text not null references pick_list (id),
    seq      integer not null,
    item     text not null references item (id),
    bin      text not null references bin (id),
    lot      text not null default '',
    expiry   text not null default '',
    quantity integer not null,
    picked   integer not null default 0,
    short    integer not null default 0,
    -- 0 when the list is done or cancelled: what is open here is reserved in the bin.
    reserves integer not null default 1
) strict;
create index pick_line_list on pick_line (list, seq);
create index pick_line_reserved on pick_line (item, bin) where reserves = 1;

create table shipment (
    id         text primary key,
    number     text not null unique,
    order_id   text not null references orders (id),
    wave       text not null references wave (id),
    list       text not null references pick_list (id),
    state      text not null check (state in ('open', 'started', 'done', 'held', 'cancelled')),
    carrier    text not null references carrier (id),
    label      text,
    sscc       text,
    printed    integer not null default 0,
    parcel     text,
    parcel_label text,
    carton     text not null default '',
    weight_g   integer,
    packed_at  integer,
    packed_by  text references staff (id),
    manifest   text,
    handed_at  integer,
    created_at integer not null
) strict;
create index shipment_order on shipment (order_id);
create index shipment_list on shipment (list);
create index shipment_wave on shipment (wave);
create unique index shipment_label on shipment (carrier, label) where label is not null and state <> 'cancelled';
create index shipment_parcel on shipment (parcel);
create index shipment_manifest on shipment (manifest);

create table shipment_line (
    id       text primary key,
    shipment text not null references shipment (id),
    seq      integer not null,
    item     text not null references item (id),
    quantity integer not null,
    packed   integer not null default 0,
    short    integer not null default 0
) strict;
create index shipment_line_shipment on shipment_line (shipment, seq);

-- Which pieces of a list are for which shipment.
create table allocation (
    pick_line     text not null references pick_line (id),
    shipment_line text not null references shipment_line (id),
    quantity      integer not null,
    primary key (pick_line, shipment_line)
) strict;
create index allocation_shipment_line on allocation (shipment_line);

-- A list that was taken back while a silent device may be working on it: its reservation stays until the device
-- is heard from or the office frees it.
create table list_holder (
    list   text not null references pick_list (id),
    device text not null references device (id),
    primary key (list, device)
) strict;

create table manifest (
    id            text primary key,
    number        text not null unique,
    device_number text not null default '',
    device        text references device (id),
    carrier       text not null references carrier (id),
    state         text not null check (state in ('open', 'closed')),
    parcels       integer not null default 0,
    cod           integer not null default 0,
    driver        text not null default '',
    signature     text not null default '',
    opened_at     integer not null,
    closed_at     integer,
    by_staff      text references staff (id)
) strict;

-- ---------------------------------------------------------------- facts and the ledger

create table fact (
    id          text primary key,
    device      text not null references device (id),
    epoch       integer not null,
    seq         integer not null,
    kind        text not null,
    version     integer not null,
    at          integer not null,
    wall_clock  integer not null default 0,
    staff       text,
    grp         text,
    task        text,
    body        text not null,
    hash        blob not null,
    received_at integer not null,
    -- applied, discrepancy, quarantined
    outcome     text not null,
    discrepancy text,
    undone_by   text,
    unique (device, epoch, seq)
) strict;
create index fact_task on fact (task, received_at);
create index fact_kind on fact (kind, received_at);

-- What could not be read or applied yet, byte for byte.
create table quarantine (
    id       text primary key,
    device   text not null references device (id),
    epoch    integer not null,
    seq      integer not null,
    fact     text,
    kind     text not null default '',
    bytes    blob not null,
    reason   text not null,
    at       integer not null,
    state    text not null default 'waiting' check (state in ('waiting', 'replayed')),
    unique (device, epoch, seq)
) strict;

-- Append-only: a trigger refuses change and removal.
create table movement (
    id         integer primary key,
    at         integer not null,
    fact       text references fact (id),
    -- Who or what posted it where no fact did: opening:…, adjust:….
    source     text not null default '',
    staff      text,
    item       text not null references item (id),
    lot        text not null default '',
    expiry     text not null default '',
    condition  text not null,
    from_place text not null,
    to_place   text not null,
    quantity   integer not null check (quantity > 0),
    check (from_place <> to_place)
) strict;
create index movement_item on movement (item, id);
create index movement_from on movement (from_place, id);
create index movement_to on movement (to_place, id);
create index movement_fact on movement (fact);

create trigger movement_stays before update on movement begin select raise(abort, 'a movement is never changed'); end;
create trigger movement_remains before delete on movement begin select raise(abort, 'a movement is never removed'); end;

-- The fold of the movements; `check` refolds and compares.
create table balance (
    place     text not null,
    item      text not null references item (id),
    lot       text not null default '',
    expiry    text not null default '',
    condition text not null,
    quantity  integer not null,
    primary key (place, item, lot, expiry, condition)
) strict;
create index balance_item on balance (item, place);

-- A short pick: this item in this bin is not allocated until the office has answered.
create table stock_block (
    item        text not null references item (id),
    bin         text not null references bin (id),
    discrepancy text not null,
    at          integer not null,
    primary key (item, bin)
) strict;

create table discrepancy (
    id         text primary key,
    kind       text not null,
    -- What makes two of them the same open question, so that it is raised once and can close itself.
    subject    text not null,
    at         integer not null,
    fact       text,
    device     text,
    staff      text,
    item       text,
    bin        text,
    task       text,
    quantity   integer not null default 0,
    detail     text not null default '{}',
    state      text not null default 'open' check (state in ('open', 'closed')),
    answer     text not null default '',
    note       text not null default '',
    closed_at  integer,
    closed_by  text
) strict;
create index discrepancy_state on discrepancy (state, at);
create unique index discrepancy_open on discrepancy (kind, subject) where state = 'open';

-- Who did what in the office. No personal data of customers.
create table audit (
    id      integer primary key,
    at      integer not null,
    staff   text,
    verb    text not null,
    subject text not null,
    detail  text not null default ''
) strict;
create index audit_subject on audit (subject, id);
