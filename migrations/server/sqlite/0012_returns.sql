-- Goods that come back from customers: what was announced, what stood on the bench, what was found.

-- 檢驗組別: which questions the bench asks.
alter table item add column inspect_group text not null default 'general';

-- A parcel that left more than 90 days ago: benches need not know it any more.
alter table shipment add column off_bench integer not null default 0;

-- 退貨單. The first return of a shipment has the shipment's id.
create table sales_return (
    id            text primary key,
    number        text not null unique,
    -- Made by the device for a return nobody announced.
    device_number text not null default '',
    -- Null: nobody knows yet whose it is.
    shipment      text references shipment (id),
    order_id      text references orders (id),
    -- open: asked. started: a parcel came. done: inspected. cancelled: it will not come.
    state         text not null check (state in ('open', 'started', 'done', 'cancelled')),
    source        text not null,
    -- 客戶原因 (ReturnReason), empty when unknown.
    reason        text not null default '',
    reason_note   text not null default '',
    -- 責任歸屬, empty until decided.
    liable        text not null default '',
    -- The platform's own number of this return, empty when none.
    platform_no   text not null default '',
    -- Days of the shop's calendar, `YYYY-MM-DD`, empty when unknown: when the customer received the goods, when they
    -- gave notice, when they sent them back.
    received_on   text not null default '',
    noticed_on    text not null default '',
    sent_on       text not null default '',
    -- When the goods were back: the first parcel on the bench. Computed from `return_event`.
    arrived_at    integer,
    arrived_by    text references staff (id),
    arrived_raw   text not null default '',
    closed_at     integer,
    closed_by     text references staff (id),
    -- What the office decided: refund, exchange, send_back, refuse; empty until then. Never by the inspector.
    decision      text not null default '',
    decision_note text not null default '',
    decided_at    integer,
    decided_by    text references staff (id),
    note          text not null default '',
    cancelled_at  integer,
    -- 1: the office said whose it is; it may say so no longer.
    matched       integer not null default 0,
    -- What a file said, so that the same file again says nothing new; empty where no file did.
    told_hash     text not null default '',
    created_at    integer not null,
    created_by    text,
    changed_at    integer not null,
    -- Over for days: benches need not know it any more.
    off_bench     integer not null default 0
) strict;
create index sales_return_state on sales_return (state, created_at);
create index sales_return_shipment on sales_return (shipment);
create index sales_return_order on sales_return (order_id);
create index sales_return_platform on sales_return (platform_no) where platform_no <> '';
create index sales_return_told on sales_return (told_hash) where told_hash <> '';
create index orders_buyer on orders (buyer) where buyer <> '';

-- 併單: an unannounced return that is an announced one. Its facts keep its id for ever and count for the other.
create table return_alias (
    alias text primary key references sales_return (id),
    main  text not null references sales_return (id),
    at    integer not null,
    staff text
) strict;
create index return_alias_main on return_alias (main);

-- What benches said of a return as a whole: it was seen, or it is through. When it came, and whether it is over, is
-- computed from these.
create table return_event (
    fact      text primary key,
    return_id text not null references sales_return (id),
    -- The return that the fact names: another one where that was merged.
    told      text not null,
    -- 1: the bench is through with it.
    closes    integer not null default 0,
    at        integer not null,
    staff     text,
    raw       text not null default '',
    undone    integer not null default 0
) strict;
create index return_event_return on return_event (return_id, at);
create index return_event_told on return_event (told);

-- 派車收退 and 退貨便: how the goods come back.
create table return_pickup (
    return_id    text primary key references sales_return (id),
    -- courier: a driver fetches them. store: the customer brings them to a shop with a code.
    how          text not null check (how in ('courier', 'store')),
    carrier      text references carrier (id),
    -- Day of the appointment, `YYYY-MM-DD`, empty: none yet; and its hours: any, am, pm, evening.
    day          text not null default '',
    slot         text not null default 'any',
    parcels      integer not null default 1,
    note         text not null default '',
    -- asked: by us. sent: it was in a request file. booked: the carrier has said yes. done, cancelled.
    state        text not null check (state in ('asked', 'sent', 'booked', 'done', 'cancelled')),
    asked_at     integer not null,
    asked_by     text,
    sent_at      integer,
    changed_at   integer not null
) strict;
create index return_pickup_state on return_pickup (state, day);

-- Whether a handheld stands on a returns bench: only these hold the parcels that left.
alter table device add column bench integer not null default 1;

-- 申請退數: what was declared.
create table return_line (
    id         text primary key,
    return_id  text not null references sales_return (id),
    seq        integer not null,
    item       text not null references item (id),
    -- The order's line it was bought on, where known.
    order_line text references order_line (id),
    declared   integer not null check (declared > 0)
) strict;
create index return_line_return on return_line (return_id, seq);

-- 逆物流單號, 退貨便代碼, and whatever else may stand on the parcel.
create table return_code (
    return_id text not null references sales_return (id),
    code      text not null,
    kind      text not null default 'waybill',
    primary key (return_id, code)
) strict;
create index return_code_code on return_code (code);

-- What was found, piece by piece, on every bench. One fact may bring several rows (a sealed parcel).
create table inspection (
    fact        text not null,
    seq         integer not null,
    return_id   text not null references sales_return (id),
    -- The return that the fact names: another one where that was merged.
    told        text not null,
    item        text not null references item (id),
    lot         text not null default '',
    expiry      text not null default '',
    serial      text not null default '',
    quantity    integer not null,
    -- The bench's word that this shipment never held it.
    not_ours    integer not null default 0,
    -- 未拆封快速通道
    sealed      integer not null default 0,
    -- [{"question":…,"finding":…}]
    answers     text not null default '[]',
    suggested   text not null,
    grade       text not null,
    disposition text not null,
    -- 倉庫判定原因 (ReturnReason), empty when none.
    finding     text not null default '',
    remark      text not null default '',
    -- Code of the licence plate or tote; empty: at the dock.
    plate       text not null default '',
    second      text,
    staff       text references staff (id),
    device      text,
    at          integer not null,
    -- 0: it stands in the books and moved nothing, because another bench has inspected the same piece.
    posted      integer not null default 0,
    -- What a person said of pieces that two benches found: same, more; empty until then.
    verdict     text not null default '',
    -- Taken back by the inspector.
    undone      integer not null default 0,
    primary key (fact, seq)
) strict;
create index inspection_return on inspection (return_id, item);
create index inspection_item on inspection (item, serial);

-- 短少: declared and confirmed as not there.
create table return_missing (
    return_id text not null references sales_return (id),
    fact      text not null,
    item      text not null references item (id),
    quantity  integer not null,
    primary key (fact, item)
) strict;
create index return_missing_return on return_missing (return_id);

-- The code of a licence plate or tote: its id is made from it.
create table plate (
    id      text primary key,
    code    text not null,
    used_at integer not null
) strict;
