//! The closed lists of a supplier's card, as files and forms write them: how and when it is paid, what papers it gives.
//!
//! Invariant: codes are stable, in the books and in files; `unsaid` is nobody's answer, not "no".

macro_rules! closed {
    ($($(#[$doc:meta])* $name:ident: $first:ident = $first_code:literal $first_zh:literal,
        $($variant:ident = $code:literal $zh:literal),+;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
        pub enum $name {
            #[default]
            $first,
            $($variant),+
        }

        impl $name {
            pub const CODES: &'static [&'static str] = &[$first_code, $($code),+];

            pub fn code(self) -> &'static str {
                match self {
                    $name::$first => $first_code,
                    $($name::$variant => $code),+
                }
            }

            pub fn parse(code: &str) -> Option<$name> {
                match code {
                    $first_code => Some($name::$first),
                    $($code => Some($name::$variant),)+
                    _ => None,
                }
            }

            /// As a Taiwanese file writes it.
            pub fn zh(self) -> &'static str {
                match self {
                    $name::$first => $first_zh,
                    $($name::$variant => $zh),+
                }
            }

            /// As a file writes it: the code, or the usual word.
            pub fn word(text: &str) -> Option<$name> {
                match text {
                    $first_zh => Some($name::$first),
                    $($zh => Some($name::$variant),)+
                    code => $name::parse(code),
                }
            }
        }
    )+};
}

closed! {
    /// 付款條件
    Terms: Unsaid = "unsaid" "未定", Monthly = "monthly" "月結", OnDelivery = "on_delivery" "貨到付款",
        Prepaid = "prepaid" "預付", Cash = "cash" "現結";
    /// 付款方式
    PayBy: Unsaid = "unsaid" "未定", Transfer = "transfer" "匯款", Check = "check" "支票", Cash = "cash" "現金";
    /// 匯費負擔
    FeeBy: Unsaid = "unsaid" "未定", Us = "us" "我方", Them = "them" "對方";
    /// 發票類別
    InvoiceKind: Unsaid = "unsaid" "未定", Triplicate = "triplicate" "三聯式", EInvoice = "e_invoice" "電子發票",
        Receipt = "receipt" "收據", Exempt = "exempt" "免用統一發票";
    /// 課稅別
    TaxKind: Taxable = "taxable" "應稅", Zero = "zero" "零稅率", Free = "free" "免稅";
}
