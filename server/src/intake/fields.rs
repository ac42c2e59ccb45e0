//! The closed list of what a column can mean, per subject, with its titles and the headings it is known by.
//!
//! Invariant: a field's key never changes (saved mappings name it). Aliases are written as people see them and compared
//! after normalising; earlier ones win.

use serde::{Deserialize, Serialize};
use shared::lang::Lang;

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Items,
    Bins,
    Stock,
    Orders,
    Bundles,
    Staff,
    Suppliers,
    SupplierItems,
    Purchases,
    Traffic,
    Returns,
    Invoices,
}

macro_rules! fields {
    ($($variant:ident $key:literal $zh:literal $en:literal;)*) => {
        /// What a column can mean. A field may serve several subjects: `Sku` is in items, stock and orders.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field { $(#[serde(rename = $key)] $variant,)* }

        impl Field {
            pub const ALL: &'static [Field] = &[$(Field::$variant,)*];

            /// The stable name, as in saved mappings and form fields.
            pub fn key(self) -> &'static str {
                match self { $(Field::$variant => $key,)* }
            }

            pub fn title(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Field::$variant, Lang::ZhTw) => $zh, (Field::$variant, Lang::En) => $en,)*
                }
            }
        }
    };
}

fields! {
    OrderNo "order_no" "訂單編號" "Order number";
    Channel "channel" "平台" "Channel";
    Status "status" "訂單狀態" "Order status";
    Fulfilment "fulfilment" "出貨狀態" "Fulfilment status";
    CancelledAt "cancelled_at" "取消時間" "Cancelled at";
    PlacedAt "placed_at" "訂單成立日期" "Placed at";
    CutOff "cut_off" "最晚出貨日期" "Ship by";
    Sku "sku" "貨號" "SKU";
    PlatformCode "platform_code" "平台商品編碼" "Platform code";
    ItemName "item_name" "品名" "Item name";
    ItemNameEn "item_name_en" "英文品名" "Name in English";
    OptionName "option_name" "規格" "Option";
    Quantity "quantity" "數量" "Quantity";
    UnitPrice "unit_price" "單價" "Unit price";
    LineDiscount "line_discount" "商品折扣" "Line discount";
    LineStatus "line_status" "商品出貨狀態" "Line status";
    LineShips "line_ships" "需要出貨" "Line needs shipping";
    BuyerAccount "buyer_account" "買家帳號" "Buyer account";
    RecipientName "recipient_name" "收件人" "Recipient";
    RecipientPhone "recipient_phone" "收件人電話" "Recipient phone";
    RecipientZip "recipient_zip" "郵遞區號" "Postal code";
    RecipientCity "recipient_city" "縣市" "City";
    RecipientDistrict "recipient_district" "鄉鎮市區" "District";
    RecipientAddress "recipient_address" "收件地址" "Address";
    Country "country" "國家" "Country";
    StoreId "store_id" "門市店號" "Store number";
    StoreName "store_name" "門市名稱" "Store name";
    Logistics "logistics" "物流別" "Shipping method";
    Temperature "temperature" "溫層" "Temperature";
    Payment "payment" "付款別" "Payment method";
    CodAmount "cod_amount" "代收金額" "COD amount";
    TaxId "tax_id" "統一編號" "Tax ID";
    InvoiceTitle "invoice_title" "發票抬頭" "Invoice title";
    CarrierCode "carrier_code" "載具" "Invoice carrier";
    DonationCode "donation_code" "捐贈碼" "Donation code";
    InvoiceNo "invoice_no" "發票號碼" "Invoice number";
    BuyerNote "buyer_note" "買家備註" "Buyer's note";
    SellerNote "seller_note" "賣家備註" "Seller's note";
    OrderTotal "order_total" "訂單總額" "Order total";
    ShippingFee "shipping_fee" "運費" "Shipping fee";
    OrderDiscount "order_discount" "訂單折扣" "Order discount";
    Currency "currency" "幣別" "Currency";
    Barcode "barcode" "條碼" "Barcode";
    BarcodeQuantity "barcode_quantity" "條碼數量" "Pieces per barcode";
    BarcodeUnit "barcode_unit" "條碼單位" "Barcode unit";
    InnerBarcode "inner_barcode" "盒條碼" "Inner barcode";
    InnerQuantity "inner_quantity" "盒入數" "Pieces per inner";
    CartonBarcode "carton_barcode" "箱條碼" "Carton barcode";
    CartonQuantity "carton_quantity" "箱入數" "Pieces per carton";
    WeightG "weight_g" "重量（公克）" "Weight (g)";
    ItemKind "item_kind" "類別" "Kind";
    LotTracked "lot_tracked" "批號管理" "Lot tracked";
    ExpiryTracked "expiry_tracked" "效期管理" "Expiry tracked";
    SerialTracked "serial_tracked" "序號管理" "Serial tracked";
    Keyable "keyable" "可輸入數量" "Quantity may be keyed";
    BinCode "bin" "儲位" "Bin";
    Zone "zone" "區" "Zone";
    Aisle "aisle" "走道" "Aisle";
    Bay "bay" "架" "Bay";
    Level "level" "層" "Level";
    X "x" "X 座標" "X";
    Y "y" "Y 座標" "Y";
    Walk "walk" "動線順序" "Walk sequence";
    Lot "lot" "批號" "Lot";
    Expiry "expiry" "效期" "Expiry";
    Condition "condition" "庫存狀態" "Condition";
    Serial "serial" "序號" "Serial number";
    BundleSku "bundle_sku" "組合貨號" "Bundle SKU";
    BundleName "bundle_name" "組合名稱" "Bundle name";
    PartSku "part_sku" "內含貨號" "Part SKU";
    StaffName "staff_name" "姓名" "Name";
    Badge "badge" "識別證號" "Badge";
    Pin "pin" "PIN 碼" "PIN";
    Role "role" "角色" "Role";
    Login "login" "登入帳號" "Login";
    Language "language" "語言" "Language";
    HomeBin "home_bin" "固定儲位" "Home bin";
    ShelfLifeDays "shelf_life_days" "保存天數" "Shelf life, days";
    SafetyStock "safety_stock" "安全存量" "Safety stock";
    MinStock "min_stock" "最低存量" "Minimum stock";
    MaxStock "max_stock" "最高存量" "Maximum stock";
    BinUse "bin_use" "儲位用途" "Bin use";
    SupplierCode "supplier_code" "供應商編號" "Supplier code";
    SupplierName "supplier_name" "供應商簡稱" "Supplier";
    LegalName "legal_name" "公司全名" "Legal name";
    TaxIdReason "tax_id_reason" "統編不符原因" "Why the tax ID is kept";
    PersonInCharge "person_in_charge" "負責人" "Person in charge";
    Contact "contact" "聯絡人" "Contact";
    Phone "phone" "電話" "Telephone";
    Mobile "mobile" "手機" "Mobile";
    Fax "fax" "傳真" "Fax";
    Email "email" "Email" "Email";
    LineId "line_id" "LINE ID" "LINE ID";
    Zip "zip" "郵遞區號" "Postal code";
    Address "address" "公司地址" "Address";
    InvoiceAddress "invoice_address" "發票地址" "Invoice address";
    ReturnAddress "return_address" "退貨地址" "Return address";
    Terms "terms" "付款條件" "Payment terms";
    TermDays "term_days" "月結天數" "Days of credit";
    ClosingDay "closing_day" "結帳日" "Closing day";
    PayBy "pay_by" "付款方式" "Paid by";
    BankCode "bank_code" "銀行代碼" "Bank code";
    BankName "bank_name" "銀行名稱" "Bank";
    BankBranch "bank_branch" "分行" "Branch";
    AccountName "account_name" "戶名" "Account name";
    AccountNo "account_no" "帳號" "Account number";
    FeeBy "fee_by" "匯費負擔" "Bank fee borne by";
    InvoiceKind "invoice_kind" "發票類別" "Kind of invoice";
    TaxKind "tax_kind" "課稅別" "Tax";
    TaxIncluded "tax_included" "單價含稅" "Prices include tax";
    LeadDays "lead_days" "交貨天數" "Lead time, days";
    MinQuantity "min_quantity" "最低訂購量" "Minimum quantity";
    MinAmount "min_amount" "最低訂購金額" "Minimum amount";
    ReturnTerms "return_terms" "退貨條件" "Return conditions";
    Inspection "inspection" "驗收方式" "Inspection";
    Rating "rating" "評等" "Rating";
    Remark "remark" "備註" "Remark";
    SupplierSku "supplier_sku" "廠商貨號" "Supplier's item code";
    AcceptDays "accept_days" "允收天數" "Days of life left";
    MainSupplier "main_supplier" "主要供應商" "Main supplier";
    PurchaseRef "purchase_ref" "請購單號" "Reference";
    Due "due" "預交日" "Due";
    LineUnit "line_unit" "訂購單位" "Ordered by";
    PerUnit "per_unit" "單位入數" "Pieces per unit";
    PlatformDiscount "platform_discount" "平台負擔折扣" "Discount borne by the platform";
    TrafficDay "traffic_day" "日期" "Day";
    Visitors "visitors" "訪客數" "Visitors";
    PageViews "page_views" "瀏覽數" "Page views";
    Clicks "clicks" "點擊數" "Clicks";
    InspectGroup "inspect_group" "檢驗組別" "Inspection group";
    ReturnNo "return_no" "退貨編號" "Return number";
    Parcel "parcel" "原託運單號" "Number of the parcel sent";
    ReverseWaybill "reverse_waybill" "逆物流單號" "Return waybill";
    ReturnSource "return_source" "退貨來源" "Source of the return";
    ReturnReason "return_reason" "退貨原因" "Reason of the return";
    NoticedOn "noticed_on" "申請日" "Asked on";
    ReceivedOn "received_on" "收貨日" "Received on";
    InvoiceDay "invoice_day" "發票日期" "Invoice date";
    RandomCode "random_code" "隨機碼" "Random code";
    InvoiceAmount "invoice_amount" "發票金額（含稅）" "Amount with tax";
    InvoiceTotal "invoice_total" "發票總額" "Invoice total";
    Donated "donated" "捐贈" "Donated";
    InvoiceUnit "invoice_unit" "單位" "Unit";
}

/// A field as one subject uses it.
#[derive(Debug)]
pub struct FieldSpec {
    pub field: Field,
    pub required: bool,
    /// Headings this field is known by, for guessing.
    pub aliases: &'static [&'static str],
}

const fn must(field: Field, aliases: &'static [&'static str]) -> FieldSpec {
    FieldSpec {
        field,
        required: true,
        aliases,
    }
}

const fn may(field: Field, aliases: &'static [&'static str]) -> FieldSpec {
    FieldSpec {
        field,
        required: false,
        aliases,
    }
}

impl Field {
    pub fn parse(key: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|f| f.key() == key)
    }

    /// True for fields that say something about one line of an order; all others must agree over an order's rows.
    pub fn is_line(self) -> bool {
        matches!(
            self,
            Field::Sku
                | Field::PlatformCode
                | Field::ItemName
                | Field::ItemNameEn
                | Field::OptionName
                | Field::Quantity
                | Field::UnitPrice
                | Field::LineDiscount
                | Field::LineStatus
                | Field::LineShips
        )
    }
}

impl Subject {
    pub const ALL: [Subject; 12] = [
        Subject::Items,
        Subject::Bins,
        Subject::Stock,
        Subject::Orders,
        Subject::Bundles,
        Subject::Staff,
        Subject::Suppliers,
        Subject::SupplierItems,
        Subject::Purchases,
        Subject::Traffic,
        Subject::Returns,
        Subject::Invoices,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Subject::Items => "items",
            Subject::Bins => "bins",
            Subject::Stock => "stock",
            Subject::Orders => "orders",
            Subject::Bundles => "bundles",
            Subject::Staff => "staff",
            Subject::Suppliers => "suppliers",
            Subject::SupplierItems => "supplier_items",
            Subject::Purchases => "purchases",
            Subject::Traffic => "traffic",
            Subject::Returns => "returns",
            Subject::Invoices => "invoices",
        }
    }

    pub fn parse(code: &str) -> Option<Subject> {
        Subject::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn title(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Subject::Items, Lang::ZhTw) => "商品資料",
            (Subject::Items, Lang::En) => "Items",
            (Subject::Bins, Lang::ZhTw) => "儲位",
            (Subject::Bins, Lang::En) => "Bins",
            (Subject::Stock, Lang::ZhTw) => "期初庫存",
            (Subject::Stock, Lang::En) => "Opening stock",
            (Subject::Orders, Lang::ZhTw) => "訂單",
            (Subject::Orders, Lang::En) => "Orders",
            (Subject::Bundles, Lang::ZhTw) => "組合品",
            (Subject::Bundles, Lang::En) => "Bundles",
            (Subject::Staff, Lang::ZhTw) => "人員",
            (Subject::Staff, Lang::En) => "Staff",
            (Subject::Suppliers, Lang::ZhTw) => "供應商",
            (Subject::Suppliers, Lang::En) => "Suppliers",
            (Subject::SupplierItems, Lang::ZhTw) => "供應品項",
            (Subject::SupplierItems, Lang::En) => "Supplier items",
            (Subject::Purchases, Lang::ZhTw) => "訂貨單",
            (Subject::Purchases, Lang::En) => "Purchase orders",
            (Subject::Traffic, Lang::ZhTw) => "網站流量",
            (Subject::Traffic, Lang::En) => "Traffic",
            (Subject::Returns, Lang::ZhTw) => "退貨",
            (Subject::Returns, Lang::En) => "Returns",
            (Subject::Invoices, Lang::ZhTw) => "發票",
            (Subject::Invoices, Lang::En) => "Invoices",
        }
    }

    /// The fields of this subject in the order the mapping screen shows them.
    pub fn fields(self) -> &'static [FieldSpec] {
        match self {
            Subject::Items => ITEMS,
            Subject::Bins => BINS,
            Subject::Stock => STOCK,
            Subject::Orders => ORDERS,
            Subject::Bundles => BUNDLES,
            Subject::Staff => STAFF,
            Subject::Suppliers => SUPPLIERS,
            Subject::SupplierItems => SUPPLIER_ITEMS,
            Subject::Purchases => PURCHASES,
            Subject::Traffic => TRAFFIC,
            Subject::Returns => RETURNS,
            Subject::Invoices => INVOICES,
        }
    }

    pub fn spec(self, field: Field) -> Option<&'static FieldSpec> {
        self.fields().iter().find(|s| s.field == field)
    }
}

const SKU: &[&str] = &[
    "貨號",
    "sku",
    "商品貨號",
    "商品選項貨號",
    "品號",
    "料號",
    "商品料號",
    "商品編號",
    "產品SKU",
    "item code",
    "stockcode",
    "StockCode",
];
const NAME: &[&str] = &[
    "品名",
    "商品名稱",
    "產品名稱",
    "名稱",
    "item name",
    "product name",
    "name",
    "description",
    "title",
];
const BIN: &[&str] = &["儲位", "儲位編號", "庫位", "格位", "bin", "bin code", "location"];
const LOT: &[&str] = &["批號", "lot", "lot no", "batch"];
const EXPIRY: &[&str] = &[
    "效期",
    "有效日期",
    "有效期限",
    "到期日",
    "expiry",
    "expiry date",
    "best before",
];

static ITEMS: &[FieldSpec] = &[
    must(Field::Sku, SKU),
    must(Field::ItemName, NAME),
    may(
        Field::ItemNameEn,
        &["英文品名", "英文名稱", "name en", "english name"],
    ),
    may(
        Field::Barcode,
        &[
            "條碼",
            "國際條碼",
            "商品條碼",
            "店內碼",
            "barcode",
            "ean",
            "gtin",
            "upc",
        ],
    ),
    may(
        Field::BarcodeQuantity,
        &["條碼數量", "入數", "換算數量", "barcode quantity", "pack size"],
    ),
    may(Field::BarcodeUnit, &["條碼單位", "單位", "unit", "barcode unit"]),
    may(Field::InnerBarcode, &["盒條碼", "內盒條碼", "inner barcode"]),
    may(Field::InnerQuantity, &["盒入數", "內盒入數", "inner quantity"]),
    may(Field::CartonBarcode, &["箱條碼", "外箱條碼", "carton barcode"]),
    may(Field::CartonQuantity, &["箱入數", "外箱入數", "carton quantity"]),
    may(
        Field::WeightG,
        &["重量", "單重", "重量g", "weight", "weight_g", "grams"],
    ),
    may(Field::ItemKind, &["類別", "物料類別", "商品類別", "kind", "type"]),
    may(Field::LotTracked, &["批號管理", "批號控管", "lot tracked", "lot"]),
    may(
        Field::ExpiryTracked,
        &["效期管理", "效期控管", "expiry tracked", "expiry"],
    ),
    may(
        Field::SerialTracked,
        &["序號管理", "序號控管", "serial tracked", "serial"],
    ),
    may(
        Field::Keyable,
        &["可輸入數量", "可輸入", "keyable", "quantity may be keyed"],
    ),
    may(
        Field::HomeBin,
        &["固定儲位", "預設儲位", "儲位", "home bin", "bin"],
    ),
    may(
        Field::ShelfLifeDays,
        &[
            "保存天數",
            "保存期限",
            "shelf life",
            "shelf life days",
            "shelf_life_days",
        ],
    ),
    may(
        Field::SafetyStock,
        &["安全存量", "安全庫存", "safety stock", "safety_stock"],
    ),
    may(
        Field::MinStock,
        &["最低存量", "補貨點", "最低庫存", "min stock", "min_stock", "min"],
    ),
    may(
        Field::MaxStock,
        &["最高存量", "最高庫存", "max stock", "max_stock", "max"],
    ),
    may(
        Field::InspectGroup,
        &["檢驗組別", "退貨檢驗組別", "inspect group", "inspect_group"],
    ),
];

static BINS: &[FieldSpec] = &[
    must(
        Field::BinCode,
        &[
            "儲位",
            "儲位編號",
            "庫位",
            "格位",
            "bin",
            "bin code",
            "code",
            "location",
        ],
    ),
    may(Field::Zone, &["區", "區域", "庫區", "倉區", "zone", "area"]),
    may(Field::Aisle, &["走道", "巷道", "排", "aisle"]),
    may(Field::Bay, &["架", "料架", "貨架", "列", "bay", "rack"]),
    may(Field::Level, &["層", "層別", "level", "shelf"]),
    may(Field::X, &["x", "x座標", "x 座標"]),
    may(Field::Y, &["y", "y座標", "y 座標"]),
    may(
        Field::Walk,
        &[
            "動線順序",
            "動線",
            "揀貨順序",
            "順序",
            "walk",
            "walk sequence",
            "sequence",
        ],
    ),
    may(Field::BinUse, &["儲位用途", "用途", "bin use", "bin_use", "use"]),
];

static STOCK: &[FieldSpec] = &[
    must(Field::BinCode, BIN),
    must(Field::Sku, SKU),
    must(
        Field::Quantity,
        &[
            "數量",
            "庫存",
            "庫存數量",
            "實盤量",
            "現有量",
            "quantity",
            "qty",
            "on hand",
        ],
    ),
    may(Field::Lot, LOT),
    may(Field::Expiry, EXPIRY),
    may(
        Field::Serial,
        &["序號", "商品序號", "serial", "serial no", "serial number", "sn"],
    ),
    may(
        Field::Condition,
        &["庫存狀態", "狀態", "品況", "condition", "stock status"],
    ),
];

static TRAFFIC: &[FieldSpec] = &[
    must(
        Field::TrafficDay,
        &["日期", "統計日期", "資料日期", "date", "day"],
    ),
    must(
        Field::Channel,
        &["平台", "通路", "來源平台", "channel", "platform"],
    ),
    may(Field::Sku, SKU),
    must(
        Field::Visitors,
        &[
            "訪客數",
            "不重複訪客",
            "商品訪客數",
            "使用者",
            "visitors",
            "unique visitors",
            "users",
            "sessions",
        ],
    ),
    may(
        Field::PageViews,
        &[
            "瀏覽數",
            "頁面瀏覽數",
            "瀏覽量",
            "商品頁面瀏覽數",
            "page views",
            "pageviews",
            "views",
        ],
    ),
    may(Field::Clicks, &["點擊數", "點閱數", "點擊", "clicks"]),
];

/// One row per part; a bundle's rows share its SKU.
static BUNDLES: &[FieldSpec] = &[
    must(
        Field::BundleSku,
        &[
            "組合貨號",
            "組合品貨號",
            "組合商品貨號",
            "組合編號",
            "bundle sku",
            "bundle_sku",
            "bundle",
            "貨號",
            "sku",
        ],
    ),
    must(
        Field::BundleName,
        &[
            "組合名稱",
            "組合品名稱",
            "組合品名",
            "品名",
            "名稱",
            "bundle name",
            "bundle_name",
            "name",
        ],
    ),
    must(
        Field::PartSku,
        &[
            "內含貨號",
            "內容貨號",
            "子件貨號",
            "明細貨號",
            "單品貨號",
            "part sku",
            "part_sku",
            "part",
            "component sku",
            "component",
        ],
    ),
    must(
        Field::Quantity,
        &["數量", "內含數量", "子件數量", "quantity", "qty", "pieces"],
    ),
];

const SUPPLIER: &[&str] = &[
    "供應商編號",
    "供應商代號",
    "廠商編號",
    "廠商代號",
    "supplier code",
    "supplier_code",
    "vendor code",
];

/// The whole 供應商資料卡.
static SUPPLIERS: &[FieldSpec] = &[
    must(Field::SupplierCode, SUPPLIER),
    must(
        Field::SupplierName,
        &[
            "供應商簡稱",
            "簡稱",
            "供應商",
            "廠商",
            "廠商簡稱",
            "supplier",
            "supplier_name",
            "name",
        ],
    ),
    may(
        Field::LegalName,
        &[
            "公司全名",
            "公司名稱",
            "供應商名稱",
            "廠商名稱",
            "legal name",
            "legal_name",
            "company",
        ],
    ),
    may(Field::TaxId, &["統一編號", "統編", "tax id", "tax_id"]),
    may(
        Field::TaxIdReason,
        &["統編不符原因", "tax_id_reason", "tax id reason"],
    ),
    may(
        Field::PersonInCharge,
        &["負責人", "person in charge", "person_in_charge"],
    ),
    may(Field::Contact, &["聯絡人", "聯繫人", "contact"]),
    may(Field::Phone, &["電話", "聯絡電話", "phone", "tel"]),
    may(Field::Mobile, &["手機", "行動電話", "mobile"]),
    may(Field::Fax, &["傳真", "fax"]),
    may(Field::Email, &["email", "e-mail", "電子郵件", "信箱"]),
    may(Field::LineId, &["line id", "line", "line_id"]),
    may(Field::Zip, &["郵遞區號", "zip", "postal code"]),
    may(Field::Address, &["公司地址", "地址", "address"]),
    may(
        Field::InvoiceAddress,
        &["發票地址", "invoice address", "invoice_address"],
    ),
    may(
        Field::ReturnAddress,
        &["退貨地址", "廠退地址", "return address", "return_address"],
    ),
    may(Field::Terms, &["付款條件", "terms", "payment terms"]),
    may(Field::TermDays, &["月結天數", "term days", "term_days"]),
    may(Field::ClosingDay, &["結帳日", "closing day", "closing_day"]),
    may(Field::PayBy, &["付款方式", "pay by", "pay_by"]),
    may(Field::BankCode, &["銀行代碼", "bank code", "bank_code"]),
    may(Field::BankName, &["銀行名稱", "銀行", "bank", "bank_name"]),
    may(Field::BankBranch, &["分行", "分行名稱", "branch", "bank_branch"]),
    may(Field::AccountName, &["戶名", "account name", "account_name"]),
    may(
        Field::AccountNo,
        &["帳號", "銀行帳號", "account no", "account_no"],
    ),
    may(Field::FeeBy, &["匯費負擔", "fee by", "fee_by"]),
    may(Field::InvoiceKind, &["發票類別", "invoice kind", "invoice_kind"]),
    may(Field::TaxKind, &["課稅別", "tax kind", "tax_kind", "tax"]),
    may(
        Field::TaxIncluded,
        &["單價含稅", "含稅", "tax included", "tax_included"],
    ),
    may(
        Field::LeadDays,
        &["交貨天數", "交期", "lead days", "lead_days", "lead time"],
    ),
    may(
        Field::MinQuantity,
        &["最低訂購量", "moq", "min quantity", "min_quantity"],
    ),
    may(Field::MinAmount, &["最低訂購金額", "min amount", "min_amount"]),
    may(Field::ReturnTerms, &["退貨條件", "return terms", "return_terms"]),
    may(Field::Inspection, &["驗收方式", "inspection"]),
    may(Field::Rating, &["評等", "rating"]),
    may(Field::Remark, &["備註", "remark", "note", "notes"]),
];

/// What a supplier sells, one row an item.
static SUPPLIER_ITEMS: &[FieldSpec] = &[
    must(Field::SupplierCode, SUPPLIER),
    must(Field::Sku, SKU),
    may(
        Field::SupplierSku,
        &[
            "廠商貨號",
            "供應商貨號",
            "原廠貨號",
            "supplier sku",
            "supplier_sku",
            "vendor sku",
        ],
    ),
    may(
        Field::UnitPrice,
        &[
            "單價",
            "進價",
            "成本",
            "unit price",
            "unit_price",
            "price",
            "cost",
        ],
    ),
    may(
        Field::MinQuantity,
        &["最低訂購量", "moq", "min quantity", "min_quantity"],
    ),
    may(
        Field::AcceptDays,
        &["允收天數", "允收效期", "accept days", "accept_days"],
    ),
    may(
        Field::MainSupplier,
        &["主要供應商", "main", "main_supplier", "main supplier"],
    ),
];

/// One row a line; the rows of a supplier with one reference are one draft order.
static PURCHASES: &[FieldSpec] = &[
    must(Field::SupplierCode, SUPPLIER),
    must(Field::Sku, SKU),
    must(
        Field::Quantity,
        &[
            "數量",
            "訂購數量",
            "訂購量",
            "採購數量",
            "quantity",
            "qty",
            "order quantity",
        ],
    ),
    may(
        Field::PurchaseRef,
        &[
            "請購單號",
            "來源單號",
            "單號",
            "訂貨單號",
            "採購單號",
            "reference",
            "purchase_ref",
            "po",
            "po no",
        ],
    ),
    may(Field::LineUnit, &["訂購單位", "單位", "unit", "line_unit", "uom"]),
    may(
        Field::PerUnit,
        &["單位入數", "入數", "箱入數", "per unit", "per_unit", "pack size"],
    ),
    may(
        Field::UnitPrice,
        &["單價", "進價", "unit price", "unit_price", "price"],
    ),
    may(
        Field::Due,
        &[
            "預交日",
            "交貨日期",
            "預計到貨日",
            "交期",
            "due",
            "due date",
            "delivery date",
        ],
    ),
    may(Field::Remark, &["備註", "remark", "note", "notes"]),
];

static RETURNS: &[FieldSpec] = &[
    may(
        Field::OrderNo,
        &[
            "訂單編號",
            "原訂單編號",
            "訂單號",
            "order no",
            "order_no",
            "order number",
        ],
    ),
    may(
        Field::Parcel,
        &[
            "原託運單號",
            "寄件編號",
            "託運單號",
            "配送編號",
            "parcel",
            "waybill",
            "tracking number",
        ],
    ),
    may(
        Field::ReturnNo,
        &[
            "退貨編號",
            "退貨單號",
            "退貨/退款編號",
            "return no",
            "return_no",
            "return id",
            "rma",
        ],
    ),
    may(Field::Channel, &["平台", "通路", "channel"]),
    may(Field::Sku, SKU),
    may(
        Field::Quantity,
        &[
            "數量",
            "退貨數量",
            "申請退數",
            "quantity",
            "qty",
            "return quantity",
        ],
    ),
    may(
        Field::ReturnReason,
        &[
            "退貨原因",
            "退款原因",
            "原因",
            "reason",
            "return_reason",
            "return reason",
        ],
    ),
    may(
        Field::ReturnSource,
        &[
            "退貨來源",
            "來源",
            "退貨類型",
            "狀態",
            "source",
            "return_source",
            "type",
        ],
    ),
    may(
        Field::ReverseWaybill,
        &[
            "逆物流單號",
            "退貨便代碼",
            "退貨物流單號",
            "退貨託運單號",
            "reverse waybill",
            "reverse_waybill",
            "return tracking",
        ],
    ),
    may(
        Field::NoticedOn,
        &[
            "申請日",
            "申請日期",
            "申請時間",
            "退貨申請時間",
            "noticed_on",
            "requested at",
            "date",
        ],
    ),
    may(
        Field::ReceivedOn,
        &["收貨日", "取貨日", "配達日", "received_on", "delivered at"],
    ),
    may(Field::BuyerAccount, &["買家帳號", "買家", "buyer", "customer id"]),
    may(Field::Remark, &["備註", "remark", "note", "notes"]),
];

static STAFF: &[FieldSpec] = &[
    must(
        Field::StaffName,
        &["姓名", "名字", "人員", "員工姓名", "name", "staff name"],
    ),
    must(
        Field::Badge,
        &[
            "識別證",
            "識別證號",
            "工號",
            "員工編號",
            "卡號",
            "badge",
            "badge no",
            "employee id",
        ],
    ),
    may(Field::Pin, &["pin 碼", "pin碼", "pin"]),
    must(Field::Role, &["角色", "職務", "權限", "role"]),
    may(
        Field::Login,
        &["登入帳號", "帳號", "login", "account", "username"],
    ),
    may(Field::Language, &["語言", "介面語言", "language", "lang"]),
];

static ORDERS: &[FieldSpec] = &[
    must(
        Field::OrderNo,
        &[
            "訂單編號",
            "訂單號碼",
            "訂單號",
            "主單編號",
            "order no",
            "order number",
            "order id",
            "invoiceno",
            "order",
        ],
    ),
    must(
        Field::Quantity,
        &[
            "數量",
            "產品數量",
            "購買數量",
            "訂購數量",
            "quantity",
            "qty",
            "lineitem quantity",
        ],
    ),
    may(
        Field::Sku,
        &[
            "商品選項貨號",
            "商品貨號",
            "貨號",
            "商品料號",
            "產品SKU",
            "商品原廠編號",
            "sku",
            "lineitem sku",
            "stockcode",
            "品號",
            "商品編號",
        ],
    ),
    may(
        Field::PlatformCode,
        &[
            "蝦皮商品編碼",
            "規格ID",
            "單品編號",
            "商品ID",
            "platform code",
            "variant id",
        ],
    ),
    may(
        Field::ItemName,
        &[
            "商品名稱",
            "品名",
            "產品",
            "產品名稱",
            "item name",
            "product name",
            "lineitem name",
            "description",
        ],
    ),
    may(
        Field::OptionName,
        &[
            "商品選項名稱",
            "商品選項",
            "選項",
            "規格",
            "單品規格",
            "單品詳細",
            "規格1",
            "option",
            "variant",
        ],
    ),
    may(
        Field::UnitPrice,
        &[
            "商品活動價格",
            "商品單價",
            "單價",
            "成交價",
            "商品售價",
            "商品結帳價",
            "price",
            "unit price",
            "unitprice",
            "lineitem price",
        ],
    ),
    may(
        Field::LineDiscount,
        &["商品折扣金額", "折扣金額", "lineitem discount", "line discount"],
    ),
    may(
        Field::LineStatus,
        &["商品出貨狀態", "lineitem fulfillment status"],
    ),
    may(Field::LineShips, &["lineitem requires shipping"]),
    may(
        Field::Channel,
        &["平台", "通路商", "訂單來源", "來源平台", "channel", "source"],
    ),
    may(
        Field::Status,
        &[
            "訂單狀態",
            "配送狀態",
            "status",
            "order status",
            "financial status",
        ],
    ),
    may(
        Field::Fulfilment,
        &[
            "出貨狀態",
            "送貨狀態",
            "出貨單狀態",
            "物流狀態",
            "fulfillment status",
        ],
    ),
    may(Field::CancelledAt, &["取消時間", "取消日期", "cancelled at"]),
    may(
        Field::PlacedAt,
        &[
            "訂單成立日期",
            "訂單日期",
            "建立日期",
            "建立時間",
            "轉單日期時間",
            "轉單日",
            "訂單確認日期",
            "created at",
            "order date",
            "invoicedate",
        ],
    ),
    may(
        Field::CutOff,
        &[
            "最晚出貨日期",
            "最晚出貨日",
            "預計出貨日",
            "預計出貨日期",
            "應出貨日",
            "ship by",
        ],
    ),
    may(
        Field::BuyerAccount,
        &[
            "買家帳號",
            "會員編號",
            "客戶編號",
            "訂購人",
            "訂購人姓名",
            "顧客",
            "buyer",
            "email",
            "customerid",
        ],
    ),
    may(
        Field::RecipientName,
        &[
            "收件者姓名",
            "收件人姓名",
            "收件人",
            "收貨人",
            "shipping name",
            "recipient",
            "recipient name",
        ],
    ),
    may(
        Field::RecipientPhone,
        &[
            "收件者電話",
            "收件人電話",
            "收件人手機",
            "收件人電話號碼",
            "收件人行動電話",
            "顧客電話",
            "shipping phone",
            "phone",
        ],
    ),
    may(
        Field::RecipientZip,
        &[
            "郵遞區號",
            "郵政編號",
            "收件人郵遞區號",
            "shipping zip",
            "zip",
            "postal code",
        ],
    ),
    may(Field::RecipientCity, &["城市", "縣市", "shipping city", "city"]),
    may(Field::RecipientDistrict, &["行政區", "鄉鎮市區", "district"]),
    may(
        Field::RecipientAddress,
        &[
            "收件地址",
            "收件人地址",
            "完整地址",
            "運送地址",
            "地址",
            "shipping street",
            "shipping address1",
            "address",
        ],
    ),
    may(Field::Country, &["國家", "shipping country", "country"]),
    may(
        Field::StoreId,
        &[
            "取件門市店號",
            "門市店號",
            "門市代號",
            "超商代號",
            "客取貨門市代碼",
            "全家服務編號 / 7-11 店號",
            "store id",
        ],
    ),
    may(
        Field::StoreName,
        &[
            "門市名稱",
            "取件門市",
            "門市",
            "運送超商",
            "客取貨門市名稱",
            "store name",
        ],
    ),
    may(
        Field::Logistics,
        &[
            "寄送方式",
            "配送方式",
            "送貨方式",
            "物流",
            "物流商",
            "配送商",
            "貨運公司出貨地址",
            "shipping method",
            "logistics",
        ],
    ),
    may(
        Field::Temperature,
        &["溫層", "溫層類別", "配送溫層", "temperature"],
    ),
    may(
        Field::Payment,
        &[
            "付款方式",
            "支付方式",
            "付款別",
            "金流",
            "payment method",
            "payment",
        ],
    ),
    may(
        Field::CodAmount,
        &["代收金額", "代收貨款", "代收款", "應收金額", "cod amount", "cod"],
    ),
    may(Field::TaxId, &["統一編號", "統編", "買方統編", "tax id"]),
    may(
        Field::InvoiceTitle,
        &["發票抬頭", "抬頭", "公司名稱", "invoice title"],
    ),
    may(
        Field::CarrierCode,
        &["載具", "載具號碼", "手機載具", "手機條碼", "carrier code"],
    ),
    may(Field::DonationCode, &["捐贈碼", "愛心碼", "donation code"]),
    may(Field::InvoiceNo, &["發票號碼", "invoice number"]),
    may(
        Field::BuyerNote,
        &[
            "買家備註",
            "訂購備註",
            "顧客備註",
            "客戶配送需求",
            "notes",
            "buyer note",
        ],
    ),
    may(
        Field::SellerNote,
        &["備註", "商店備註", "出貨備註", "宅單備註", "seller note", "tags"],
    ),
    may(
        Field::OrderTotal,
        &[
            "買家總支付金額",
            "訂單合計",
            "訂單總額",
            "總計金額",
            "訂單金額加總",
            "total",
            "order total",
        ],
    ),
    may(
        Field::ShippingFee,
        &["買家支付運費", "運費", "訂單運費", "shipping", "shipping fee"],
    ),
    may(
        Field::OrderDiscount,
        &[
            "優惠折扣",
            "全單折扣金額",
            "賣家負擔優惠券",
            "賣場優惠券",
            "賣家負擔折扣",
            "discount amount",
        ],
    ),
    may(
        Field::PlatformDiscount,
        &[
            "平台負擔折扣",
            "蝦皮負擔優惠券",
            "全站商店抵用券",
            "platform discount",
        ],
    ),
    may(Field::Currency, &["貨幣", "幣別", "currency"]),
];

/// One row a line of an invoice; what is said of the invoice must agree over its rows.
static INVOICES: &[FieldSpec] = &[
    must(
        Field::OrderNo,
        &[
            "訂單編號",
            "訂單號碼",
            "自訂編號",
            "關聯號碼",
            "order number",
            "order no",
            "order",
        ],
    ),
    must(
        Field::InvoiceNo,
        &[
            "發票號碼",
            "統一發票號碼",
            "發票編號",
            "invoice number",
            "invoice no",
        ],
    ),
    must(
        Field::InvoiceDay,
        &["發票日期", "開立日期", "發票開立日期", "invoice date", "date"],
    ),
    must(
        Field::InvoiceAmount,
        &[
            "金額",
            "品項金額",
            "小計",
            "含稅金額",
            "發票金額",
            "銷售額(含稅)",
            "amount",
        ],
    ),
    may(Field::Channel, &["平台", "通路", "channel"]),
    may(Field::Sku, SKU),
    may(
        Field::ItemName,
        &["品名", "商品名稱", "品項名稱", "item name", "description"],
    ),
    may(Field::Quantity, &["數量", "quantity", "qty"]),
    may(Field::InvoiceUnit, &["單位", "unit"]),
    may(
        Field::RandomCode,
        &["隨機碼", "防偽隨機碼", "random code", "random number"],
    ),
    may(Field::TaxKind, &["課稅別", "課稅類別", "稅別", "tax type", "tax"]),
    may(
        Field::InvoiceTotal,
        &[
            "發票總額",
            "發票總金額",
            "總計",
            "總金額",
            "invoice total",
            "total",
        ],
    ),
    may(
        Field::TaxId,
        &[
            "買方統編",
            "買受人統編",
            "買方統一編號",
            "統一編號",
            "統編",
            "buyer tax id",
            "tax id",
        ],
    ),
    may(
        Field::InvoiceTitle,
        &[
            "買受人名稱",
            "買方名稱",
            "發票抬頭",
            "抬頭",
            "buyer name",
            "buyer",
        ],
    ),
    may(Field::Donated, &["捐贈", "是否捐贈", "捐贈註記", "donated"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_are_unique_and_every_field_belongs_to_a_subject() {
        let keys: HashSet<&str> = Field::ALL.iter().map(|f| f.key()).collect();
        assert_eq!(keys.len(), Field::ALL.len());
        for &field in Field::ALL {
            assert!(Subject::ALL.iter().any(|s| s.spec(field).is_some()), "{field:?}");
            assert_eq!(Field::parse(field.key()), Some(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.key());
        }
    }

    #[test]
    fn no_alias_stands_for_two_fields_of_one_subject() {
        for subject in Subject::ALL {
            let mut seen = HashSet::new();
            for spec in subject.fields() {
                let own: HashSet<String> = spec
                    .aliases
                    .iter()
                    .map(|a| crate::intake::file::normalise(a))
                    .collect();
                for alias in own {
                    assert!(seen.insert(alias.clone()), "{subject:?} {alias}");
                }
            }
        }
    }
}
