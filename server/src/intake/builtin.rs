//! Mappings that come with the product. They are ordinary mappings: a shop copies and changes them.
//!
//! Headings were read from real exports; platforms rename them, so older and newer spellings stand side by side.

use super::fields::{Field, Subject};
use super::file::{Sheet, normalise};
use super::mapping::{ChargeKind, Mapping, Options, Source};
use super::value::DateOrder;
use std::collections::BTreeMap;

/// Names of the built-in mappings.
pub const NAMES: [&str; 15] = [
    "shopee",
    "shopify",
    "online-retail",
    "items",
    "bundles",
    "bins",
    "stock",
    "staff",
    "suppliers",
    "supplier_items",
    "purchases",
    "traffic",
    "returns",
    "online-retail-returns",
    "invoices",
];

/// The built-in mapping of that name.
pub fn named(name: &str) -> Option<Mapping> {
    match name {
        "shopee" => Some(shopee()),
        "shopify" => Some(shopify()),
        "online-retail" => Some(online_retail()),
        "items" => Some(generic("items", Subject::Items)),
        "bundles" => Some(generic("bundles", Subject::Bundles)),
        "bins" => Some(generic("bins", Subject::Bins)),
        "stock" => Some(generic("stock", Subject::Stock)),
        "staff" => Some(generic("staff", Subject::Staff)),
        "suppliers" => Some(generic("suppliers", Subject::Suppliers)),
        "supplier_items" => Some(generic("supplier_items", Subject::SupplierItems)),
        "purchases" => Some(generic("purchases", Subject::Purchases)),
        "traffic" => Some(generic("traffic", Subject::Traffic)),
        "returns" => Some(generic("returns", Subject::Returns)),
        "online-retail-returns" => Some(online_retail_returns()),
        "invoices" => Some(generic("invoices", Subject::Invoices)),
        _ => None,
    }
}

/// The built-in mapping of a subject that a file was made for. The same invoices sell and take back.
pub fn recognise_as(subject: Subject, sheet: &Sheet) -> Option<Mapping> {
    let orders = recognise(sheet)?;
    match (subject, orders.name.as_str()) {
        (Subject::Returns, "online-retail") => Some(online_retail_returns()),
        _ => Some(orders).filter(|mapping| mapping.subject == subject),
    }
}

/// The built-in order mapping a file was made for, by headings that no other export has together.
pub fn recognise(sheet: &Sheet) -> Option<Mapping> {
    let has = |keys: &[&str]| keys.iter().all(|k| sheet.column(k).is_some());
    if has(&["訂單編號", "訂單狀態", "買家帳號", "買家總支付金額"]) {
        return Some(shopee());
    }
    if has(&["Name", "Financial Status", "Lineitem quantity", "Lineitem name"]) {
        return Some(shopify());
    }
    if has(&["InvoiceNo", "StockCode", "UnitPrice", "CustomerID"]) {
        return Some(online_retail());
    }
    None
}

fn column(heading: &str) -> Source {
    Source::Column(normalise(heading))
}

fn first_of(headings: &[&str]) -> Source {
    Source::FirstOf(headings.iter().map(|h| normalise(h)).collect())
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|w| (*w).to_owned()).collect()
}

/// 蝦皮訂單 xlsx. The SKU is the option's 貨號, else the product's, else Shopee's own code. Only 待出貨 is shipped.
fn shopee() -> Mapping {
    let columns = BTreeMap::from([
        (Field::OrderNo, column("訂單編號")),
        (Field::Status, column("訂單狀態")),
        (Field::PlacedAt, column("訂單成立日期")),
        (Field::CutOff, column("最晚出貨日期")),
        (
            Field::Sku,
            first_of(&["商品選項貨號", "主商品貨號", "蝦皮商品編碼"]),
        ),
        (Field::PlatformCode, column("蝦皮商品編碼")),
        (Field::ItemName, column("商品名稱")),
        (Field::OptionName, column("商品選項名稱")),
        (Field::Quantity, column("數量")),
        (Field::UnitPrice, first_of(&["商品活動價格", "商品原價"])),
        (Field::BuyerAccount, column("買家帳號")),
        (Field::RecipientName, column("收件者姓名")),
        (
            Field::RecipientPhone,
            first_of(&["收件者電話", "蝦皮專線和包裹查詢碼"]),
        ),
        (Field::RecipientZip, column("郵遞區號")),
        (Field::RecipientCity, column("城市")),
        (Field::RecipientDistrict, column("行政區")),
        (Field::RecipientAddress, column("收件地址")),
        (Field::StoreId, column("取件門市店號")),
        (Field::Logistics, column("寄送方式")),
        (Field::Payment, column("付款方式")),
        (Field::BuyerNote, column("買家備註")),
        (Field::SellerNote, column("備註")),
        (Field::OrderTotal, column("買家總支付金額")),
        (Field::ShippingFee, column("買家支付運費")),
        (Field::OrderDiscount, first_of(&["賣家負擔優惠券", "賣場優惠券"])),
        (Field::PlatformDiscount, first_of(&["蝦皮負擔優惠券", "優惠券"])),
    ]);
    let options = Options {
        channel: "shopee".into(),
        only: BTreeMap::from([(Field::Status, words(&["待出貨"]))]),
        cod_payments: words(&["貨到付款"]),
        ..Options::default()
    };
    Mapping {
        name: "shopee".into(),
        subject: Subject::Orders,
        columns,
        options,
    }
}

/// Shopify's orders CSV: order cells only on the first row of an order; no variant id, so an item without SKU is known
/// by its line's name.
fn shopify() -> Mapping {
    let columns = BTreeMap::from([
        (Field::OrderNo, column("Name")),
        (Field::Status, column("Financial Status")),
        (Field::Fulfilment, column("Fulfillment Status")),
        (Field::CancelledAt, column("Cancelled at")),
        (Field::PlacedAt, column("Created at")),
        (Field::Sku, column("Lineitem sku")),
        (Field::PlatformCode, column("Lineitem name")),
        (Field::ItemName, column("Lineitem name")),
        (Field::Quantity, column("Lineitem quantity")),
        (Field::UnitPrice, column("Lineitem price")),
        (Field::LineDiscount, column("Lineitem discount")),
        (Field::LineStatus, column("Lineitem fulfillment status")),
        (Field::LineShips, column("Lineitem requires shipping")),
        (Field::BuyerAccount, column("Email")),
        (Field::RecipientName, column("Shipping Name")),
        (
            Field::RecipientPhone,
            first_of(&["Shipping Phone", "Phone", "Billing Phone"]),
        ),
        (Field::RecipientZip, column("Shipping Zip")),
        (Field::RecipientCity, column("Shipping City")),
        (
            Field::RecipientAddress,
            first_of(&["Shipping Street", "Shipping Address1"]),
        ),
        (Field::Country, column("Shipping Country")),
        (Field::InvoiceTitle, column("Shipping Company")),
        (Field::Logistics, column("Shipping Method")),
        (Field::Payment, column("Payment Method")),
        (Field::BuyerNote, column("Notes")),
        (Field::SellerNote, column("Note Attributes")),
        (Field::OrderTotal, column("Total")),
        (Field::ShippingFee, column("Shipping")),
        (Field::OrderDiscount, column("Discount Amount")),
        (Field::Currency, column("Currency")),
    ]);
    let options = Options {
        channel: "shopify".into(),
        except: BTreeMap::from([
            (Field::Status, words(&["refunded", "voided", "expired"])),
            (Field::Fulfilment, words(&["fulfilled"])),
            (Field::LineStatus, words(&["fulfilled"])),
            (Field::LineShips, words(&["false"])),
        ]),
        unpaid: words(&["pending", "authorized", "partially_paid"]),
        cod_payments: words(&["cash on delivery", "貨到付款", "cod"]),
        ..Options::default()
    };
    Mapping {
        name: "shopify".into(),
        subject: Subject::Orders,
        columns,
        options,
    }
}

/// The UCI "Online Retail" set: invoices with charges, cancellations and write-offs among the goods.
fn online_retail() -> Mapping {
    let columns = BTreeMap::from([
        (Field::OrderNo, column("InvoiceNo")),
        (Field::PlacedAt, column("InvoiceDate")),
        (Field::Sku, column("StockCode")),
        (Field::ItemName, column("Description")),
        (Field::Quantity, column("Quantity")),
        (Field::UnitPrice, column("UnitPrice")),
        (Field::BuyerAccount, column("CustomerID")),
        (Field::Country, column("Country")),
    ]);
    let charges = [
        ("POST", ChargeKind::Postage),
        ("DOT", ChargeKind::Postage),
        ("C2", ChargeKind::Postage),
        ("CARRIAGE", ChargeKind::Postage),
        ("D", ChargeKind::Discount),
        ("M", ChargeKind::Manual),
        ("S", ChargeKind::Sample),
        ("AMAZONFEE", ChargeKind::Fee),
        ("BANK CHARGES", ChargeKind::Fee),
        ("CRUK", ChargeKind::Fee),
        ("B", ChargeKind::Adjustment),
    ];
    let options = Options {
        channel: "online-retail".into(),
        currency: "GBP".into(),
        date_order: DateOrder::MonthFirst,
        charge_codes: charges
            .into_iter()
            .map(|(code, kind)| (code.to_owned(), kind))
            .collect(),
        cancel_prefix: Some("C".into()),
        write_offs: true,
        ..Options::default()
    };
    Mapping {
        name: "online-retail".into(),
        subject: Subject::Orders,
        columns,
        options,
    }
}

/// The same set's cancelling invoices: `C536391` takes back what its customer bought before.
fn online_retail_returns() -> Mapping {
    let sales = online_retail();
    Mapping {
        name: "online-retail-returns".into(),
        subject: Subject::Returns,
        columns: BTreeMap::from([
            (Field::ReturnNo, column("InvoiceNo")),
            (Field::NoticedOn, column("InvoiceDate")),
            (Field::Sku, column("StockCode")),
            (Field::Quantity, column("Quantity")),
            (Field::BuyerAccount, column("CustomerID")),
        ]),
        options: Options {
            write_offs: false,
            ..sales.options
        },
    }
}

/// Our own simple sheets: every field under its first alias or any other it is known by.
fn generic(name: &str, subject: Subject) -> Mapping {
    let columns = subject
        .fields()
        .iter()
        .map(|spec| (spec.field, first_of(spec.aliases)))
        .collect();
    Mapping {
        name: name.into(),
        subject,
        columns,
        options: Options::default(),
    }
}
