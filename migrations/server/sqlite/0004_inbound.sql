-- Goods coming in: suppliers, deliveries, and what put-away and counting need to know of items and bins.

-- 固定儲位: where it is put away first.
alter table item add column home text references bin (id);
-- 保存期限: days from 製造日期 to the last day of use; 0 when unknown.
alter table item add column shelf_life_days integer not null default 0;
-- 安全存量, 補貨點 and 最高存量, pieces; 0: no rule.
alter table item add column safety_stock integer not null default 0;
alter table item add column min_stock integer not null default 0;
alter table item add column max_stock integer not null default 0;
-- What a bin is for: pick, reserve or quarantine.
alter table bin add column used_for text not null default 'pick' check (used_for in ('pick', 'reserve', 'quarantine'));

-- 供應商資料卡
create table supplier (
    id              text primary key,
    code            text not null unique,
    -- 簡稱
    name            text not null,
    legal_name      text not null default '',
    -- 統一編號, and why it is kept although its check fails: foreign suppliers have none.
    tax_id          text not null default '',
    tax_id_reason   text not null default '',
    person_in_charge text not null default '',
    contact         text not null default '',
    phone           text not null default '',
    mobile          text not null default '',
    fax             text not null default '',
    email           text not null default '',
    line_id         text not null default '',
    zip             text not null default '',
    address         text not null default '',
    invoice_address text not null default '',
    return_address  text not null default '',
    -- 付款條件: monthly (月結, with term_days), on_delivery, prepaid, cash.
    terms           text not null default '',
    term_days       integer not null default 0,
    -- 結帳日, day of the month; 0: end of month.
    closing_day     integer not null default 0,
    pay_by          text not null default '',
    bank_code       text not null default '',
    bank_name       text not null default '',
    bank_branch     text not null default '',
    account_name    text not null default '',
    account_no      text not null default '',
    fee_by          text not null default '',
    -- 發票類別: triplicate, e_invoice, receipt, exempt.
    invoice_kind    text not null default '',
    -- 課稅別: taxable, zero, free; and whether prices contain the tax.
    tax_kind        text not null default 'taxable',
    tax_included    integer not null default 0,
    lead_days       integer not null default 0,
    min_quantity    integer not null default 0,
    -- Minor units.
    min_amount      integer not null default 0,
    return_terms    text not null default '',
    inspection      text not null default 'full' check (inspection in ('full', 'sample')),
    rating          text not null default '',
    remark          text not null default '',
    active          integer not null default 1,
    created_at      integer not null,
    changed_at      integer not null,
    changed_by      text
) strict;

-- 進貨單: one expected or arrived delivery.
create table delivery (
    id            text primary key,
    number        text not null unique,
    -- Made by the device for a delivery nobody announced.
    device_number text not null default '',
    supplier      text references supplier (id),
    -- 訂貨單, where it follows one.
    purchase      text,
    purchase_no   text not null default '',
    -- 廠商送貨單號
    note_no       text not null default '',
    -- The delivery whose shortage it follows up (-1).
    follows       text references delivery (id),
    state         text not null check (state in ('open', 'started', 'done', 'held', 'cancelled')),
    due           text not null default '',
    inspection    text not null default 'full',
    arrived_at    integer,
    arrived_by    text references staff (id),
    cartons       integer,
    damaged       integer not null default 0,
    driver        text not null default '',
    signature     text not null default '',
    closed_at     integer,
    closed_by     text references staff (id),
    remark        text not null default '',
    created_at    integer not null,
    created_by    text,
    -- Over for days: handhelds need not know it any more.
    forgotten     integer not null default 0
) strict;
create index delivery_state on delivery (state, due);
create index delivery_supplier on delivery (supplier, created_at);
create index delivery_purchase on delivery (purchase);

create table delivery_line (
    id            text primary key,
    delivery      text not null references delivery (id),
    seq           integer not null,
    item          text not null references item (id),
    purchase_line text,
    expected      integer not null,
    good          integer not null default 0,
    bad           integer not null default 0,
    accept_from   text not null default '',
    supplier_code text not null default ''
) strict;
create index delivery_line_delivery on delivery_line (delivery, seq);
create index delivery_line_purchase on delivery_line (purchase_line);

-- What was counted out of a delivery, by lot and condition, whoever counted it: the lines of the 驗收單.
create table receipt (
    delivery text not null references delivery (id),
    line     text not null references delivery_line (id),
    item     text not null references item (id),
    lot      text not null default '',
    expiry   text not null default '',
    -- good, defect; hold is what of the good is over.
    condition text not null,
    damage   text not null default '',
    quantity integer not null,
    primary key (line, lot, expiry, condition, damage)
) strict;
create index receipt_delivery on receipt (delivery);

-- 序號 that came with deliveries: one piece each.
create table serial_received (
    item     text not null references item (id),
    serial   text not null,
    delivery text references delivery (id),
    fact     text,
    at       integer not null,
    primary key (item, serial)
) strict;
