-- Buying: what suppliers sell, what was agreed with them, and orders to them.

-- 供應品項: an item as one supplier sells it.
create table supplier_item (
    supplier     text not null references supplier (id),
    item         text not null references item (id),
    -- 廠商貨號
    code         text not null default '',
    -- Minor units a piece; 0 when not agreed.
    price        integer not null default 0,
    -- Pieces of the least order; 0: any.
    min_quantity integer not null default 0,
    -- 允收天數: days of life that must be left on the day of delivery; 0: no rule.
    accept_days  integer not null default 0,
    -- 主要供應商: whom proposals go to.
    main         integer not null default 0,
    primary key (supplier, item)
) strict;
create index supplier_item_item on supplier_item (item);

-- 聯絡紀錄: what was agreed with whom.
create table supplier_contact (
    id       text primary key,
    supplier text not null references supplier (id),
    -- What about: delivery (交貨), return (退貨), other.
    about    text not null check (about in ('delivery', 'return', 'other')),
    -- The agreed day (YYYY-MM-DD) and time of day, as they were said.
    day      text not null default '',
    clock    text not null default '',
    quantity text not null default '',
    -- Who it was at the supplier's.
    person   text not null default '',
    note     text not null default '',
    at       integer not null,
    by_staff text references staff (id)
) strict;
create index supplier_contact_supplier on supplier_contact (supplier, at);

-- 訂貨單. Partial and done are no states: they follow from what came (purchase_line_now).
create table purchase (
    id            text primary key,
    number        text not null unique,
    supplier      text not null references supplier (id),
    state         text not null check (state in ('draft', 'ordered', 'cancelled')),
    origin        text not null check (origin in ('hand', 'proposal', 'import')),
    -- 來源請購單, or what tells a file's order from its others.
    reference     text not null default '',
    due           text not null default '',
    -- As agreed when it was ordered.
    terms         text not null default '',
    term_days     integer not null default 0,
    tax_kind      text not null default 'taxable',
    tax_included  integer not null default 0,
    remark        text not null default '',
    created_at    integer not null,
    created_by    text references staff (id),
    ordered_at    integer,
    ordered_by    text references staff (id),
    cancelled_at  integer,
    cancelled_by  text references staff (id),
    cancel_reason text not null default ''
) strict;
create index purchase_state on purchase (state, created_at);
create index purchase_supplier on purchase (supplier, created_at);
create index purchase_reference on purchase (supplier, reference);

create table purchase_line (
    id            text primary key,
    purchase      text not null references purchase (id),
    seq           integer not null,
    item          text not null references item (id),
    supplier_code text not null default '',
    -- Pieces, whatever it was ordered by.
    quantity      integer not null check (quantity > 0),
    -- How it is ordered, and pieces of one such unit: 箱, 24.
    unit          text not null default 'piece',
    per_unit      integer not null default 1 check (per_unit > 0),
    -- Minor units a piece.
    price         integer not null default 0,
    due           text not null default '',
    remark        text not null default '',
    -- Pieces that will not come any more because the order was cancelled.
    taken_back    integer not null default 0
) strict;
create index purchase_line_purchase on purchase_line (purchase, seq);
create index purchase_line_item on purchase_line (item);

-- How far each line of an order has come. Delivered: counted good or bad, without what is over. Announced: expected by
-- deliveries that are not over, and not counted yet. Open: what will still come.
create view purchase_line_now as
select c.line, c.delivered, c.announced,
       case when c.quantity - c.taken_back - c.delivered > 0 then c.quantity - c.taken_back - c.delivered else 0 end
           as open
from (
    select l.id as line, l.quantity, l.taken_back,
           (select cast(coalesce(sum(
                case when d.good + d.bad <= d.expected then d.good + d.bad
                     when d.good <= 0 then d.good + d.bad
                     when d.bad < d.expected then d.expected
                     else d.bad end), 0) as bigint)
            from delivery_line d where d.purchase_line = l.id) as delivered,
           (select cast(coalesce(sum(
                case when d.expected > d.good + d.bad then d.expected - d.good - d.bad else 0 end), 0) as bigint)
            from delivery_line d join delivery v on v.id = d.delivery
            where d.purchase_line = l.id and v.state in ('open', 'started', 'held')) as announced
    from purchase_line l
) c;
