-- 發票, 折讓單 and 退款: what was invoiced for an order, what was taken back of it, and the money that went back.
-- Amounts are minor units; on these papers they are whole dollars.

create table invoice (
    id           text primary key,
    -- 字軌號碼; a number that was voided is never given again.
    number       text not null unique,
    order_id     text not null references orders (id),
    -- YYYY-MM-DD
    day          text not null,
    -- 隨機碼
    random_code  text not null default '',
    -- 買方統編 and name; empty: a private buyer.
    buyer_tax_id text not null default '',
    buyer_name   text not null default '',
    -- 捐贈
    donated      integer not null default 0,
    origin       text not null check (origin in ('import', 'hand')),
    created_at   integer not null,
    created_by   text references staff (id),
    -- 作廢
    voided_at    integer,
    voided_by    text references staff (id),
    void_reason  text not null default ''
) strict;
create index invoice_order on invoice (order_id);
create index invoice_day on invoice (day);

create table invoice_line (
    id          text primary key,
    invoice     text not null references invoice (id),
    seq         integer not null,
    -- The order line's code; empty: freight, or the order as a whole.
    code        text not null default '',
    description text not null,
    quantity    integer not null check (quantity > 0),
    unit        text not null default '',
    -- 課稅別
    tax_kind    text not null check (tax_kind in ('taxable', 'zero', 'free')),
    -- 含稅
    amount      integer not null check (amount >= 0),
    unique (invoice, seq)
) strict;

-- 折讓單: takes something off one invoice.
create table allowance (
    id          text primary key,
    number      text not null unique,
    invoice     text not null references invoice (id),
    -- The refund it was made for; empty: by hand.
    refund      text,
    day         text not null,
    state       text not null check (state in ('issued', 'signed', 'accounting', 'refunded', 'void')),
    -- How it was signed: on paper (a scan is kept), or by electronic consent.
    signed_how  text not null default '',
    remark      text not null default ''
) strict;
create index allowance_invoice on allowance (invoice);
create index allowance_refund on allowance (refund);
create index allowance_day on allowance (day, number);

create table allowance_line (
    allowance    text not null references allowance (id),
    seq          integer not null,
    invoice_line text not null references invoice_line (id),
    quantity     integer not null check (quantity > 0),
    net          integer not null check (net >= 0),
    tax          integer not null check (tax >= 0),
    primary key (allowance, seq)
) strict;
create index allowance_line_of on allowance_line (invoice_line);

-- Where an allowance was when, and by whom.
create table allowance_step (
    allowance text not null references allowance (id),
    seq       integer not null,
    state     text not null,
    at        integer not null,
    by_staff  text references staff (id),
    note      text not null default '',
    primary key (allowance, seq)
) strict;
create index allowance_step_at on allowance_step (state, at);

-- The signed paper, scanned.
create table allowance_file (
    id         text primary key,
    allowance  text not null references allowance (id),
    name       text not null,
    type       text not null,
    size       integer not null,
    bytes      blob not null,
    created_at integer not null,
    created_by text references staff (id)
) strict;
create index allowance_file_of on allowance_file (allowance);

-- What the customer gave for an order, kept with its first refund so that all its refunds share the same whole.
create table order_settlement (
    order_id text primary key references orders (id),
    freight  integer not null check (freight >= 0),
    points   integer not null check (points >= 0),
    paid     integer not null check (paid >= 0),
    at       integer not null,
    by_staff text references staff (id)
) strict;

-- 退款憑證
create table refund (
    id             text primary key,
    number         text not null unique,
    order_id       text not null references orders (id),
    -- The return it was proposed from; empty: by hand.
    sales_return   text references sales_return (id),
    state          text not null check (state in ('asked', 'approved', 'accounting', 'paid', 'platform', 'nothing',
                                                  'invoice_void', 'refused', 'withdrawn')),
    -- How the invoice is put right: allowance 折讓, void 作廢, none.
    paper          text not null check (paper in ('allowance', 'void', 'none')),
    -- How the money goes back.
    method         text not null,
    reason         text not null,
    remark         text not null default '',
    -- Goods and freight in money, points given back; what is kept back of the money and why.
    goods          integer not null check (goods >= 0),
    freight        integer not null check (freight >= 0),
    points         integer not null check (points >= 0),
    deducted       integer not null default 0 check (deducted >= 0),
    deduct_reason  text not null default '',
    -- 金流交易號, and the day of the money.
    reference      text not null default '',
    paid_day       text not null default '',
    created_at     integer not null
) strict;
create index refund_order on refund (order_id);
create index refund_return on refund (sales_return);
create index refund_state on refund (state, created_at);

create table refund_line (
    refund     text not null references refund (id),
    seq        integer not null,
    order_part text not null,
    item       text not null references item (id),
    quantity   integer not null check (quantity > 0),
    -- At the price of the order; the discount's share may be a dollar off from return to return.
    gross      integer not null,
    discount   integer not null,
    points     integer not null check (points >= 0),
    money      integer not null check (money >= 0),
    primary key (refund, seq)
) strict;
create index refund_line_part on refund_line (order_part);

create table refund_step (
    refund   text not null references refund (id),
    seq      integer not null,
    state    text not null,
    at       integer not null,
    by_staff text references staff (id),
    note     text not null default '',
    primary key (refund, seq)
) strict;
create index refund_step_at on refund_step (state, at);

-- Where to send the money: personal, removed some time after it was paid.
create table refund_bank (
    refund       text primary key references refund (id),
    bank_code    text not null,
    branch_code  text not null default '',
    account_name text not null,
    account_no   text not null
) strict;

-- Who looked at bank data, and when they were removed (staff empty): kept without the data.
create table refund_bank_log (
    refund   text not null references refund (id),
    at       integer not null,
    what     text not null check (what in ('shown', 'removed')),
    by_staff text references staff (id)
) strict;
create index refund_bank_log_refund on refund_bank_log (refund, at);

-- What an invoice comes to, what standing allowances took off it, and what all standing invoices of its order come to.
create view invoice_now as
select i.id as invoice,
       (select cast(coalesce(sum(l.amount), 0) as bigint) from invoice_line l where l.invoice = i.id) as amount,
       (select cast(coalesce(sum(a.net + a.tax), 0) as bigint)
        from allowance w join allowance_line a on a.allowance = w.id
        where w.invoice = i.id and w.state <> 'void') as taken_off,
       (select cast(coalesce(sum(l.amount), 0) as bigint)
        from invoice b join invoice_line l on l.invoice = b.id
        where b.order_id = i.order_id and b.voided_at is null) as invoiced
from invoice i;
