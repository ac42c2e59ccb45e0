-- Customers' questions, after-sales service, exchanges, and what platforms say of visits.

create index inspection_at on inspection (at);

-- The exchange (換貨單) whose difference a refund gives back; null: none.
alter table refund add column exchange text;
create index refund_exchange on refund (exchange) where exchange is not null;

-- 客戶問題紀錄 and 售後服務紀錄. Of the customer only a masked alias: the order knows the rest.
create table customer_case (
    id           text primary key,
    number       text not null unique,
    kind         text not null check (kind in ('question', 'service')),
    -- open: somebody must answer. answered: the customer's turn. closed.
    state        text not null check (state in ('open', 'answered', 'closed')),
    channel      text not null,
    category     text not null,
    alias        text not null default '',
    order_id     text references orders (id),
    item         text references item (id),
    return_id    text references sales_return (id),
    question     text not null,
    asked_at     integer not null,
    -- When the first answer is due, in the shop's hours of that day; kept, so that a later setting changes no past promise.
    due_at       integer not null,
    answered_at  integer,
    answered_by  text references staff (id),
    -- Who has it in hand.
    holder       text references staff (id),
    -- 服務類型, empty for a question.
    service      text not null default '',
    serial       text not null default '',
    work         text not null default '',
    -- 費用, minor units; null: not known.
    cost         integer,
    -- 寄送單號: to the customer, and back to us.
    way_out      text not null default '',
    way_back     text not null default '',
    -- 完成日, `YYYY-MM-DD`, empty until then.
    done_on      text not null default '',
    -- 客戶滿意, 1 to 5; null: not asked.
    satisfaction integer check (satisfaction between 1 and 5),
    created_at   integer not null,
    created_by   text references staff (id),
    closed_at    integer,
    closed_by    text references staff (id)
) strict;
create index customer_case_state on customer_case (state, due_at);
create index customer_case_order on customer_case (order_id);
create index customer_case_return on customer_case (return_id);

-- What happened to a case, in its order.
create table case_entry (
    id       text primary key,
    case_id  text not null references customer_case (id),
    seq      integer not null,
    at       integer not null,
    staff    text references staff (id),
    -- reply, asked (the customer again), note, handed, work, closed, reopened
    what     text not null,
    body     text not null default '',
    -- Handed to whom.
    holder   text references staff (id),
    -- The common answer that was used.
    faq      text references faq (id),
    unique (case_id, seq)
) strict;

-- 常見問題: answers that fit many customers.
create table faq (
    id         text primary key,
    category   text not null,
    question   text not null,
    answer     text not null,
    from_case  text references customer_case (id),
    uses       integer not null default 0,
    active     integer not null default 1,
    created_at integer not null,
    created_by text references staff (id)
) strict;

create table case_file (
    id         text primary key,
    case_id    text not null references customer_case (id),
    name       text not null,
    type       text not null,
    size       integer not null,
    bytes      blob not null,
    created_at integer not null,
    created_by text references staff (id)
) strict;
create index case_file_case on case_file (case_id);

-- 換貨單. How far it is follows from the return and from the new order: only that it is off is kept.
create table exchange (
    id           text primary key,
    number       text not null unique,
    -- The order whose goods are exchanged.
    order_id     text not null references orders (id),
    return_id    text references sales_return (id),
    -- back_first 先收後出, out_first 先出後收
    way          text not null check (way in ('back_first', 'out_first')),
    reason       text not null default '',
    -- 差額 to pay is collected with the parcel.
    collect      integer not null default 0,
    -- Goods out less goods back, minor units: above zero the customer pays (補), below it is refunded (退).
    difference   integer not null,
    -- 客戶確認: when the customer agreed to it.
    confirmed_at integer,
    new_order    text references orders (id),
    created_at   integer not null,
    created_by   text references staff (id),
    cancelled_at integer,
    cancelled_by text references staff (id),
    cancel_note  text not null default ''
) strict;
create index exchange_order on exchange (order_id);
create index exchange_return on exchange (return_id);
create index exchange_new_order on exchange (new_order);

create table exchange_line (
    exchange   text not null references exchange (id),
    -- back: 換回, out: 換出
    way        text not null check (way in ('back', 'out')),
    seq        integer not null,
    item       text not null references item (id),
    quantity   integer not null check (quantity > 0),
    -- What the line comes to, minor units.
    amount     integer not null,
    primary key (exchange, way, seq)
) strict;

-- 網站流量: what a platform says of visits on a day.
create table traffic (
    -- `YYYY-MM-DD` of the shop.
    day        text not null,
    channel    text not null,
    -- Empty: the shop's pages as a whole, which is not the sum of its items.
    item       text not null default '',
    visitors   integer not null default 0,
    views      integer not null default 0,
    clicks     integer not null default 0,
    changed_at integer not null,
    primary key (day, channel, item)
) strict;
