//! Whole files through the whole room.

use super::encoding::{Encoding, Sure};
use super::fields::{Field, Subject};
use super::file::{FileKind, OpenOptions, Sheet, normalise, open};
use super::mapping::{ChargeKind, Mapping, MappingProblem, Source, check, guess};
use super::orders::{LineKind, OrderIntake, SkipReason, Temperature, drafts};
use super::problem::FileProblem;
use super::row::{Severity, bad_rows_csv, reasons};
use super::{bins, builtin, bundles, items, staff, stock, tcat};
use shared::catalogue::{ItemKind, Role, Unit};
use shared::lang::Lang;
use shared::stock::Condition;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use time::macros::date;

fn data(path: &str) -> Vec<u8> {
    let path = format!("{}/../tests/data/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn csv(text: &str) -> Sheet {
    open(text.as_bytes(), "orders.csv", OpenOptions::default()).unwrap()
}

fn orders(text: &str) -> OrderIntake {
    let sheet = csv(text);
    let mapping = guess(Subject::Orders, sheet.headings());
    drafts(&sheet, &mapping)
}

fn codes(intake: &OrderIntake) -> Vec<(&'static str, Vec<u32>)> {
    intake
        .problems
        .iter()
        .map(|p| (p.code(), p.rows.clone()))
        .collect()
}

// ---- the real shop -------------------------------------------------------------------------------------------------

#[test]
fn fifty_thousand_real_lines_go_in_whole_and_every_row_is_accounted_for() {
    let sheet = open(
        &data("online-retail/lines.csv"),
        "lines.csv",
        OpenOptions::default(),
    )
    .unwrap();
    let guess = sheet.encoding.unwrap();
    assert_eq!(
        (guess.encoding, guess.sure, sheet.delimiter),
        (Encoding::Utf8, Sure::Valid, Some(','))
    );
    let mapping = builtin::recognise(&sheet).unwrap();
    assert_eq!(mapping.name, "online-retail");
    assert!(check(&mapping, &sheet).iter().all(|p| !p.blocks()));

    let intake = drafts(&sheet, &mapping);
    let t = intake.tally;
    assert_eq!(t.rows, 50_062);
    assert!(t.balanced());
    assert_eq!((t.goods, t.charges, t.skipped, t.held), (48_866, 181, 1_015, 0));
    assert!(
        intake.problems.is_empty(),
        "{:?}",
        &intake.problems[..intake.problems.len().min(3)]
    );

    let skipped = |reason: &SkipReason| {
        let all: Vec<_> = intake.skipped.iter().filter(|s| s.reason == *reason).collect();
        (all.len(), all.iter().map(|s| s.rows.len()).sum::<usize>())
    };
    assert_eq!(skipped(&SkipReason::Cancellation), (384, 923));
    assert_eq!(skipped(&SkipReason::WriteOff), (85, 85));
    assert_eq!(skipped(&SkipReason::OnlyCharges), (7, 7));
    assert_eq!(intake.orders.len(), 2_342 - 384 - 85 - 7);
    assert_eq!(intake.orders.iter().map(|o| o.lines.len()).max(), Some(675));
    let most = intake
        .orders
        .iter()
        .flat_map(|o| o.goods())
        .map(|l| l.quantity)
        .max();
    assert_eq!(most, Some(2_880));
}

#[test]
fn charges_prices_and_repeats_of_the_real_shop() {
    let sheet = open(
        &data("online-retail/lines.csv"),
        "lines.csv",
        OpenOptions::default(),
    )
    .unwrap();
    let intake = drafts(&sheet, &builtin::named("online-retail").unwrap());
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    let mut repeated = 0;
    let mut nameless = 0;
    for order in &intake.orders {
        assert_eq!(
            (order.channel.as_str(), order.currency.as_str()),
            ("online-retail", "GBP")
        );
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (at, line) in order.lines.iter().enumerate() {
            assert_eq!(line.line_no as usize, at + 1);
            nameless += usize::from(line.name.is_empty());
            match line.kind {
                LineKind::Goods => *seen.entry(&line.sku).or_default() += 1,
                LineKind::Charge(kind) => *by_kind.entry(kind.code()).or_default() += 1,
            }
        }
        repeated += usize::from(seen.values().any(|&n| n > 1));
    }
    // Of 188 charge rows on ordinary invoices 7 stand alone and are no orders.
    assert_eq!(by_kind, BTreeMap::from([("manual", 35), ("postage", 146)]));
    // 282 invoices name a code twice; 275 of them are orders and repeat goods (counted by a second program).
    assert_eq!(repeated, 275);
    assert!(nameless > 0);
    let first = &intake.orders[0];
    assert_eq!(first.order_no, "536365");
    let line = &first.lines[0];
    assert_eq!(
        (line.row, line.code(), line.quantity, line.unit_price_minor),
        (2, "85123A", 6, Some(255))
    );
    assert_eq!(first.facts.buyer_account, "17850");
    assert_eq!(first.facts.country, "United Kingdom");
}

#[test]
fn write_offs_can_be_downloaded_with_their_reason() {
    let sheet = open(
        &data("online-retail/lines.csv"),
        "lines.csv",
        OpenOptions::default(),
    )
    .unwrap();
    let intake = drafts(&sheet, &builtin::named("online-retail").unwrap());
    let out = bad_rows_csv(&sheet, &intake.bad_rows(Lang::ZhTw), Lang::ZhTw);
    let again = open(&out, "bad.csv", OpenOptions::default()).unwrap();
    assert_eq!(again.len(), 85);
    let reason = again.column("問題原因").unwrap();
    assert!(again.rows().all(|r| again.cell(r, reason).contains("報廢")));
}

// ---- Shopee --------------------------------------------------------------------------------------------------------

#[test]
fn a_shopee_file_asks_for_its_password_and_says_when_it_is_wrong() {
    let bytes = data("shopee/orders-password-345678.xlsx");
    let with = |password| {
        open(
            &bytes,
            "Order.xlsx",
            OpenOptions {
                password,
                ..OpenOptions::default()
            },
        )
    };
    assert_eq!(with(None).unwrap_err(), FileProblem::PasswordNeeded);
    assert_eq!(with(Some("")).unwrap_err(), FileProblem::PasswordNeeded);
    assert_eq!(with(Some("345679")).unwrap_err(), FileProblem::WrongPassword);
    let sheet = with(Some("345678")).unwrap();
    assert_eq!(
        (sheet.kind, sheet.len(), sheet.sheet.as_deref()),
        (FileKind::Xlsx, 6, Some("orders"))
    );
    assert_eq!(sheet.headings().len(), 57);
}

#[test]
fn a_shopee_file_becomes_the_orders_that_are_to_be_shipped() {
    let bytes = data("shopee/orders.xlsx");
    let mapping = builtin::named("shopee").unwrap();
    let sheet = open(&bytes, "Order.xlsx", mapping.open_options(None)).unwrap();
    assert_eq!(builtin::recognise(&sheet).map(|m| m.name), Some("shopee".into()));
    assert!(
        check(&mapping, &sheet).is_empty(),
        "{:?}",
        check(&mapping, &sheet)
    );
    let intake = drafts(&sheet, &mapping);
    assert_eq!(codes(&intake), []);
    assert_eq!(intake.orders.len(), 2);

    let home = &intake.orders[0];
    assert_eq!(home.order_no, "260929ABCD0001");
    let lines: Vec<_> = home
        .lines
        .iter()
        .map(|l| (l.sku.as_str(), l.quantity, l.unit_price_minor))
        .collect();
    assert_eq!(
        lines,
        [
            ("TEE-W-M", 2, Some(39_000)),
            ("BAG-01", 1, Some(25_000)),
            ("TEE-W-M", 1, Some(0))
        ]
    );
    assert_eq!(home.lines[0].platform_code, "100_1");
    assert_eq!(home.recipient.phone, "886912345678");
    assert_eq!(home.recipient.full_address(), "台北市中正區重慶南路一段122號");
    assert_eq!(home.facts.cod_amount_minor, None);
    assert_eq!(
        (home.facts.discount_minor, home.facts.platform_discount_minor),
        (Some(3_000), Some(2_000))
    );
    assert_eq!(home.facts.buyer_note, "請勿折到\n謝謝");
    assert_eq!(home.cut_off.unwrap().iso(), "2026-10-01");
    assert_eq!(home.placed_at.unwrap().iso(), "2026-09-28T21:15:00");

    let store = &intake.orders[1];
    assert_eq!(store.facts.store_id, "012345");
    assert_eq!(store.facts.cod_amount_minor, Some(34_500));
    assert_eq!(
        (store.lines[0].code(), store.lines[0].name.as_str()),
        ("300_7", "=貼紙包")
    );
    assert_eq!(store.placed_at.unwrap().iso(), "2026-09-29T08:05:00");

    let left: Vec<_> = intake
        .skipped
        .iter()
        .map(|s| (s.order_no.as_str(), s.reason.clone()))
        .collect();
    let status = |value: &str| SkipReason::NotToShip {
        field: Field::Status,
        value: value.into(),
    };
    assert_eq!(
        left,
        [
            ("260928WXYZ0009", status("已取消")),
            ("260927WXYZ0008", status("運送中"))
        ]
    );
}

#[test]
fn the_shopee_mass_update_sheet_has_its_headings_in_row_3_and_its_data_from_row_7() {
    let text = "et_title_product_id,et_title_product_name\nsales_info,x\n商品ID,商品名稱\n說明,說明\n說明,說明\n說明,說明\n100,T 恤\n";
    let sheet = csv(text);
    assert_eq!((sheet.heading_row(), sheet.len(), sheet.row_number(0)), (3, 1, 7));
    assert_eq!(sheet.cell(0, sheet.column("商品ID").unwrap()), "100");
}

// ---- Shopify -------------------------------------------------------------------------------------------------------

const SHOPIFY: &str = "\
Name,Email,Financial Status,Fulfillment Status,Currency,Shipping,Total,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem fulfillment status,Shipping Name,Shipping Street,Shipping City,Shipping Zip,Shipping Phone,Cancelled at,Payment Method
#1001,a@example.com,paid,unfulfilled,TWD,60.00,840.00,宅配,2026-09-29 10:00:00 +0800,2,T 恤 - 白 / M,390.00,TEE-W-M,true,pending,林測試,重慶南路一段122號,台北市,'100,+886912345678,,ECPay
#1001,a@example.com,,,,,,,,1,線上課程,0.00,,false,pending,,,,,,,
#1001,a@example.com,,,,,,,,1,帆布袋,0.00,,true,pending,,,,,,,
#1002,b@example.com,refunded,unfulfilled,TWD,0,10,宅配,2026-09-29 10:00:00 +0800,1,x,10,X,true,pending,乙,路,市,,,,
#1003,c@example.com,paid,unfulfilled,TWD,0,10,宅配,2026-09-29 10:00:00 +0800,1,x,10,X,true,pending,丙,路,市,,,2026-09-29 11:00:00 +0800,
#1004,d@example.com,pending,unfulfilled,TWD,0,10,宅配,2026-09-29 10:00:00 +0800,1,x,10,X,true,pending,丁,路,市,,,,Bank Deposit
#1005,e@example.com,pending,unfulfilled,TWD,0,10,宅配,2026-09-29 10:00:00 +0800,1,x,10,X,true,pending,戊,路,市,,,,Cash on Delivery (COD)
";

#[test]
fn shopify_fills_order_cells_only_on_the_first_row() {
    let sheet = csv(SHOPIFY);
    let mapping = builtin::recognise(&sheet).unwrap();
    assert_eq!(mapping.name, "shopify");
    let intake = drafts(&sheet, &mapping);
    assert_eq!(codes(&intake), []);
    let numbers: Vec<_> = intake.orders.iter().map(|o| o.order_no.as_str()).collect();
    assert_eq!(numbers, ["#1001", "#1005"]);
    let order = &intake.orders[0];
    assert_eq!(
        order.lines.iter().map(|l| l.code()).collect::<Vec<_>>(),
        ["TEE-W-M", "帆布袋"]
    );
    assert_eq!(order.recipient.zip, "100");
    assert_eq!(order.recipient.full_address(), "台北市重慶南路一段122號");
    assert_eq!(order.facts.order_total_minor, Some(84_000));
    assert_eq!(order.placed_at.unwrap().iso(), "2026-09-29T10:00:00+08:00");
    assert_eq!(intake.orders[1].facts.cod_amount_minor, Some(1_000));
    let reasons: Vec<_> = intake
        .skipped
        .iter()
        .map(|s| (s.rows.clone(), s.reason.code()))
        .collect();
    assert_eq!(
        reasons,
        [
            (vec![3], "not_to_ship"),
            (vec![5], "not_to_ship"),
            (vec![6], "cancelled"),
            (vec![7], "not_paid")
        ]
    );
}

// ---- orders, each nasty thing --------------------------------------------------------------------------------------

#[test]
fn quantities_that_are_none_hold_the_order_and_say_what_is_allowed() {
    for (quantity, code) in [
        ("0", "row_out_of_range"),
        ("-1", "row_out_of_range"),
        ("1.5", "row_not_whole"),
        ("1000000000000", "row_out_of_range"),
        ("abc", "row_not_a_number"),
        ("", "row_missing"),
    ] {
        let intake = orders(&format!("訂單編號,貨號,數量\nA1,S1,{quantity}\nA2,S1,3\n"));
        assert_eq!(codes(&intake), [(code, vec![2])], "{quantity}");
        assert_eq!(
            intake.orders.iter().map(|o| &o.order_no).collect::<Vec<_>>(),
            ["A2"]
        );
        let problem = &intake.problems[0];
        assert_eq!(
            (problem.field(), problem.value(), problem.key.as_str()),
            (Some(Field::Quantity), quantity, "A1")
        );
        if !quantity.is_empty() {
            assert_eq!(
                problem.message(Lang::ZhTw),
                format!("數量「{quantity}」：只能是整數 1 – 999,999")
            );
            assert!(problem.message(Lang::En).contains("1 – 999,999"));
        }
    }
}

#[test]
fn one_bad_row_holds_its_whole_order_and_no_other() {
    let intake = orders("訂單編號,貨號,數量\nA1,S1,1\nB1,S1,1\nA1,S2,abc\nA1,S3,2\n");
    assert_eq!(
        codes(&intake),
        [("row_not_a_number", vec![4]), ("row_held_with_order", vec![2, 5])]
    );
    assert_eq!(intake.orders.len(), 1);
    assert_eq!((intake.tally.goods, intake.tally.held), (1, 3));
    assert!(intake.tally.balanced());
    let rows: Vec<u32> = intake.bad_rows(Lang::En).keys().copied().collect();
    assert_eq!(rows, [2, 4, 5]);
}

#[test]
fn rows_of_one_order_need_not_stand_together_and_a_sku_may_come_twice() {
    let intake = orders("訂單編號,貨號,數量\nA1,S1,1\nB1,S1,1\nA1,S1,2\n");
    let a: Vec<_> = intake.orders[0]
        .lines
        .iter()
        .map(|l| (l.line_no, l.row, l.sku.as_str(), l.quantity))
        .collect();
    assert_eq!(a, [(1, 2, "S1", 1), (2, 4, "S1", 2)]);
}

#[test]
fn rows_that_disagree_where_a_parcel_goes_are_held_others_are_noted() {
    let intake = orders(
        "訂單編號,貨號,數量,收件地址,買家備註\nA1,S1,1,甲路1號,快\nA1,S2,1,乙路2號,快\nB1,S1,1,丙路3號,快\nB1,S2,1,,慢\n",
    );
    assert_eq!(
        codes(&intake),
        [
            ("row_conflict", vec![3]),
            ("row_held_with_order", vec![2]),
            ("row_conflict", vec![5])
        ]
    );
    assert_eq!(intake.problems[2].severity, Severity::Note);
    assert_eq!(intake.orders.len(), 1);
    assert_eq!(intake.orders[0].facts.buyer_note, "快");
}

#[test]
fn rows_without_an_order_number_or_a_code_are_named() {
    let intake = orders("訂單編號,貨號,數量\n,S1,1\nA1,,1\nA2,2.51013E+15,1\nA3,S1,1\n");
    assert_eq!(
        codes(&intake),
        [
            ("row_missing", vec![2]),
            ("row_missing", vec![3]),
            ("row_spoilt_by_excel", vec![4])
        ]
    );
    assert_eq!(intake.orders.len(), 1);
    assert!(intake.tally.balanced());
}

#[test]
fn merged_cells_belong_to_the_order_above() {
    let sheet = csv("訂單編號,貨號,數量\nA1,S1,1\n,S2,1\nA2,S1,1\n");
    let mut mapping = guess(Subject::Orders, sheet.headings());
    mapping.options.fill_down = true;
    let lines: Vec<usize> = drafts(&sheet, &mapping)
        .orders
        .iter()
        .map(|o| o.lines.len())
        .collect();
    assert_eq!(lines, [2, 1]);
}

#[test]
fn prices_may_be_zero_or_missing_but_not_negative_and_rounding_is_noted() {
    let intake = orders(
        "訂單編號,貨號,數量,單價\nA1,S1,1,0\nA1,S2,1,\nA2,S1,1,-5\nA3,S1,1,33.3333333\nA4,S1,1,free\n",
    );
    assert_eq!(
        codes(&intake),
        [
            ("row_negative_price", vec![4]),
            ("row_price_rounded", vec![5]),
            ("row_not_an_amount", vec![6])
        ]
    );
    let prices: Vec<_> = intake
        .orders
        .iter()
        .flat_map(|o| &o.lines)
        .map(|l| (l.row, l.unit_price_minor))
        .collect();
    assert_eq!(prices, [(2, Some(0)), (3, None), (5, Some(3_333))]);
}

#[test]
fn cash_on_delivery_without_an_amount_is_held() {
    let sheet = csv("訂單編號,貨號,數量,付款方式,訂單合計\nA1,S1,1,貨到付款,\nA2,S1,1,貨到付款,345\n");
    let mut mapping = guess(Subject::Orders, sheet.headings());
    mapping.options.cod_payments = vec!["貨到付款".into()];
    let intake = drafts(&sheet, &mapping);
    assert_eq!(codes(&intake), [("row_no_cod_amount", vec![2])]);
    assert_eq!(intake.orders[0].facts.cod_amount_minor, Some(34_500));
}

#[test]
fn charges_and_write_offs_alone_are_no_order() {
    let sheet = csv(
        "訂單編號,貨號,數量,買家\nA1,post,1,x\nA2,S1,-3,\nA3,S1,-3,x\nA4,S1,1,x\nA4,D,-1,x\nCX,S1,1,x\nC9,S1,-1,x\n",
    );
    let mut mapping = guess(Subject::Orders, sheet.headings());
    mapping
        .columns
        .insert(Field::BuyerAccount, Source::Column("買家".into()));
    mapping.options.charge_codes = BTreeMap::from([
        ("POST".into(), ChargeKind::Postage),
        ("D".into(), ChargeKind::Discount),
    ]);
    mapping.options.cancel_prefix = Some("C".into());
    mapping.options.write_offs = true;
    let intake = drafts(&sheet, &mapping);
    let skipped: Vec<_> = intake
        .skipped
        .iter()
        .map(|s| (s.order_no.as_str(), s.reason.code()))
        .collect();
    assert_eq!(
        skipped,
        [
            ("A1", "only_charges"),
            ("A2", "write_off"),
            ("C9", "cancellation")
        ]
    );
    // With a buyer a negative quantity is no write-off but a mistake.
    assert_eq!(codes(&intake), [("row_out_of_range", vec![4])]);
    assert_eq!(
        intake
            .orders
            .iter()
            .map(|o| o.order_no.as_str())
            .collect::<Vec<_>>(),
        ["A4", "CX"]
    );
    assert_eq!(
        intake.orders[0].lines[1].kind,
        LineKind::Charge(ChargeKind::Discount)
    );
    assert!(intake.tally.balanced());
}

#[test]
fn the_same_order_has_the_same_hash_wherever_it_stands() {
    let a = orders("訂單編號,貨號,數量\nA1,S1,1\nA1,S2,1\n");
    let b = orders("訂單編號,貨號,數量\nZ9,S1,1\nA1,S1,1\nA1,S2,1\n");
    let c = orders("訂單編號,貨號,數量\nA1,S1,1\nA1,S2,2\n");
    assert_eq!(a.orders[0].content_hash(), b.orders[1].content_hash());
    assert_ne!(a.orders[0].content_hash(), c.orders[0].content_hash());
}

#[test]
fn texts_beyond_their_limits_and_orders_beyond_theirs_are_held() {
    let long = "長".repeat(301);
    let intake = orders(&format!(
        "訂單編號,貨號,數量,收件人\nA1,S1,1,{long}\n\"A\n2\",S1,1,x\n"
    ));
    assert_eq!(
        codes(&intake),
        [("row_too_long", vec![2]), ("row_control_character", vec![3])]
    );
    let many: String = (0..2_001).map(|i| format!("A1,S{i},1\n")).collect();
    let intake = orders(&format!("訂單編號,貨號,數量\n{many}"));
    assert_eq!(intake.problems[0].code(), "row_too_many_lines");
    assert_eq!((intake.orders.len(), intake.tally.held), (0, 2_001));
}

#[test]
fn markup_in_names_is_text_like_any_other() {
    let intake = orders("訂單編號,貨號,數量,品名\nA1,S1,1,<script>alert(1)</script> #set page(1cm)\n");
    assert_eq!(
        intake.orders[0].lines[0].name,
        "<script>alert(1)</script> #set page(1cm)"
    );
}

#[test]
fn an_address_is_joined_from_its_parts_only_where_they_are_missing() {
    let full = |city: &str, district: &str, address: &str| {
        super::orders::Recipient {
            city: city.into(),
            district: district.into(),
            address: address.into(),
            ..Default::default()
        }
        .full_address()
    };
    assert_eq!(
        full("臺北市", "中正區", "台北市中正區重慶南路1號"),
        "台北市中正區重慶南路1號"
    );
    assert_eq!(full("台北市", "中正區", "重慶南路1號"), "台北市中正區重慶南路1號");
    assert_eq!(full("London", "", "1 Strand"), "1 Strand, London");
}

#[test]
fn temperature_is_understood_in_the_platforms_words() {
    let intake =
        orders("訂單編號,貨號,數量,溫層\nA1,S1,1,低溫冷凍宅配\nA2,S1,1,冷藏\nA3,S1,1,常溫\nA4,S1,1,?\n");
    let zones: Vec<_> = intake.orders.iter().map(|o| o.facts.zone()).collect();
    assert_eq!(
        zones,
        [
            Some(Temperature::Frozen),
            Some(Temperature::Chilled),
            Some(Temperature::Ambient),
            None
        ]
    );
}

// ---- headings and mappings -----------------------------------------------------------------------------------------

#[test]
fn headings_are_compared_after_folding() {
    for (heading, want) in [
        (
            "收件者電話\n(若您是自行配送請使用後方蝦皮專線和包裹查詢碼聯繫買家)",
            "收件者電話",
        ),
        ("ＳＫＵ　編號（必填）", "sku 編號"),
        ("  Lineitem  Quantity ", "lineitem quantity"),
        ("配送狀態\n(說明參考Desc)", "配送狀態"),
        ("(x)", "(x)"),
    ] {
        assert_eq!(normalise(heading), want);
    }
}

#[test]
fn repeated_and_empty_headings_have_their_own_keys_and_letters_always_work() {
    let sheet = csv("電話,,電話,貨號\n1,2,3,4\n");
    assert_eq!(sheet.keys(), ["電話", "@B", "電話#2", "貨號"]);
    assert_eq!(
        (sheet.column("電話#2"), sheet.column("@B"), sheet.column("@d")),
        (Some(2), Some(1), Some(3))
    );
    assert_eq!(
        (sheet.column("@Z"), sheet.column("@ZZZZ"), sheet.column("無")),
        (None, None, None)
    );
}

#[test]
fn a_mapping_that_does_not_fit_says_what_is_missing() {
    let sheet = csv("a,b\n1,2\n");
    let problems = check(&builtin::named("shopee").unwrap(), &sheet);
    assert!(problems.iter().any(|p| p.blocks()
        && matches!(
            p,
            MappingProblem::ColumnMissing {
                field: Field::OrderNo,
                ..
            }
        )));
    let empty = guess(Subject::Orders, sheet.headings());
    let codes: Vec<_> = check(&empty, &sheet).iter().map(MappingProblem::code).collect();
    assert_eq!(
        codes,
        ["mapping_not_mapped", "mapping_not_mapped", "mapping_no_item_code"]
    );
    let mut wrong = guess(Subject::Bins, &["儲位".to_owned()]);
    wrong.columns.insert(Field::Sku, Source::Fixed("x".into()));
    assert!(
        check(&wrong, &sheet)
            .iter()
            .any(|p| matches!(p, MappingProblem::WrongSubject { field: Field::Sku }))
    );
}

#[test]
fn every_built_in_mapping_survives_being_saved() {
    for name in builtin::NAMES {
        let mapping = builtin::named(name).unwrap();
        let json = serde_json::to_string(&mapping).unwrap();
        assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
        assert!(
            mapping.columns.keys().all(|&f| mapping.subject.spec(f).is_some()),
            "{name}"
        );
    }
    let short = r#"{"name":"x","subject":"bins","columns":{"bin":{"column":"儲位"}}}"#;
    assert!(serde_json::from_str::<Mapping>(short).is_ok());
}

#[test]
fn a_chosen_heading_row_is_taken() {
    let text = "訂單報表,2026-09-29\n\n訂單編號,貨號,數量\nA1,S1,1\n";
    let options = OpenOptions {
        heading_row: Some(3),
        ..OpenOptions::default()
    };
    let sheet = open(text.as_bytes(), "x.csv", options).unwrap();
    assert_eq!((sheet.heading_row(), sheet.len(), sheet.row_number(0)), (3, 1, 4));
    for row in [2, 99] {
        let options = OpenOptions {
            heading_row: Some(row),
            ..OpenOptions::default()
        };
        assert_eq!(
            csv(text).with_headings(options).unwrap_err(),
            FileProblem::NoHeadings
        );
    }
    let last = OpenOptions {
        heading_row: Some(4),
        ..OpenOptions::default()
    };
    assert_eq!(csv(text).with_headings(last).unwrap_err(), FileProblem::NoRows);
}

// ---- files that are not what they should be ------------------------------------------------------------------------

#[test]
fn big5_is_shown_for_confirmation_and_read_right() {
    let bytes = data("shopee/orders-cp950.csv");
    let sheet = open(&bytes, "orders.csv", OpenOptions::default()).unwrap();
    assert!(sheet.encoding.unwrap().needs_confirmation());
    assert_eq!(
        sheet.preview(1)[0][sheet.column("商品名稱").unwrap()],
        "許功蓋的「碁」字 T 恤"
    );
    let chosen = OpenOptions {
        encoding: Some(Encoding::Cp950),
        ..OpenOptions::default()
    };
    assert!(
        !open(&bytes, "orders.csv", chosen)
            .unwrap()
            .encoding
            .unwrap()
            .needs_confirmation()
    );
}

#[test]
fn what_is_no_table_is_told_by_its_bytes() {
    for (bytes, code) in [
        (&b""[..], "file_empty"),
        (b"\n\n  \n", "file_empty"),
        (b"%PDF-1.7", "file_not_a_table"),
        (b"\x89PNG\r\n", "file_not_a_table"),
        (b"<html><table><tr><td>1", "file_not_a_table"),
        (b"a,b\n1,\"2\n", "file_open_quote"),
        (b"a\0b\0", "file_unknown_encoding"),
        (b"a,b\n", "file_no_rows"),
        (b"PK\x03\x04half", "file_cut_off"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1half", "file_cut_off"),
    ] {
        let problem = open(bytes, "orders.xls", OpenOptions::default()).unwrap_err();
        assert_eq!(problem.code(), code, "{bytes:?}");
        assert!(!problem.message(Lang::ZhTw).is_empty() && problem.message(Lang::En).is_ascii());
    }
}

#[test]
fn two_hundred_megabytes_are_refused_before_anything_is_read() {
    let problem = open(&vec![b'x'; 200_000_000], "big.csv", OpenOptions::default()).unwrap_err();
    assert_eq!(
        problem,
        FileProblem::TooLarge {
            bytes: 200_000_000,
            limit: 25_000_000
        }
    );
    assert!(problem.message(Lang::ZhTw).contains("200 MB，上限 25 MB"));
}

#[test]
fn a_truncated_workbook_is_half_a_file() {
    let whole = data("shopee/orders.xlsx");
    for keep in [whole.len() / 2, whole.len() - 10] {
        assert_eq!(
            open(&whole[..keep], "o.xlsx", OpenOptions::default()).unwrap_err(),
            FileProblem::CutOff
        );
    }
    let locked = data("shopee/orders-password-345678.xlsx");
    let options = OpenOptions {
        password: Some("345678"),
        ..OpenOptions::default()
    };
    for keep in [600, locked.len() / 2, locked.len() - 2_000] {
        let problem = open(&locked[..keep], "o.xlsx", options).unwrap_err();
        assert!(
            matches!(problem, FileProblem::CutOff | FileProblem::Unreadable { .. }),
            "{keep}: {problem:?}"
        );
    }
}

#[test]
fn an_old_excel_file_reads_like_a_new_one() {
    let whole = data("shopee/orders.xls");
    let sheet = open(&whole, "orders.xls", OpenOptions::default()).unwrap();
    assert_eq!(
        (sheet.kind, sheet.sheet.as_deref()),
        (FileKind::Xls, Some("orders"))
    );
    assert_eq!(
        sheet.preview(2),
        [["260929000001", "007-A", "2", "12.5", "2026-09-29"]]
    );
    let half = open(&whole[..whole.len() / 2], "orders.xls", OpenOptions::default()).unwrap_err();
    assert!(
        matches!(half, FileProblem::CutOff | FileProblem::Unreadable { .. }),
        "{half:?}"
    );
}

/// A workbook of the given parts, as small as calamine accepts.
fn xlsx(sheet_xml: &[u8]) -> Vec<u8> {
    let ns = "http://schemas.openxmlformats.org";
    let parts: [(&str, Vec<u8>); 5] = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{ns}/package/2006/content-types\"/>").into_bytes()),
        ("_rels/.rels", format!("<Relationships xmlns=\"{ns}/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{ns}/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").into_bytes()),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{ns}/spreadsheetml/2006/main\" xmlns:r=\"{ns}/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").into_bytes()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{ns}/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{ns}/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").into_bytes()),
        ("xl/worksheets/sheet1.xml", sheet_xml.to_vec()),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet_xml(rows: &str) -> Vec<u8> {
    format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>")
        .into_bytes()
}

fn text_cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let mut bomb = sheet_xml("");
    bomb.resize(250_000_000, b' ');
    let bytes = xlsx(&bomb);
    assert!(bytes.len() < 400_000, "{}", bytes.len());
    let problem = open(&bytes, "bomb.xlsx", OpenOptions::default()).unwrap_err();
    assert_eq!(problem.code(), "file_inflates_too_much");
}

#[test]
fn a_zip_bomb_that_lies_about_its_size_is_not_unpacked_either() {
    let mut bomb = sheet_xml("");
    let real = 60_000_000_u32;
    bomb.resize(real as usize, b' ');
    let mut bytes = xlsx(&bomb);
    // The declared size stands in the local header or descriptor and in the central directory.
    let (old, lie) = (real.to_le_bytes(), 1_000_u32.to_le_bytes());
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|&i| bytes[i..i + 4] == old).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&lie);
    }
    let problem = open(&bytes, "bomb.xlsx", OpenOptions::default()).unwrap_err();
    assert!(
        matches!(
            problem,
            FileProblem::InflatesTooMuch { .. } | FileProblem::Unreadable { .. }
        ),
        "{problem:?}"
    );
}

#[test]
fn numbers_dates_and_far_cells_of_a_workbook() {
    let rows = format!(
        "<row r=\"1\">{}{}{}</row><row r=\"2\"><c r=\"A2\"><v>251013000001</v></c><c r=\"B2\"><v>1.5</v></c>{}</row>",
        text_cell("A1", "訂單編號"),
        text_cell("B1", "單價"),
        text_cell("C1", "電話"),
        text_cell("C2", "0912345678"),
    );
    let sheet = open(&xlsx(&sheet_xml(&rows)), "o.xlsx", OpenOptions::default()).unwrap();
    assert_eq!(sheet.preview(5), [["251013000001", "1.5", "0912345678"]]);
    let far = format!(
        "<row r=\"1\">{}{}</row>",
        text_cell("A1", "a"),
        text_cell("XFD1", "z")
    );
    assert_eq!(
        open(&xlsx(&sheet_xml(&far)), "o.xlsx", OpenOptions::default()).unwrap_err(),
        FileProblem::TooManyColumns { row: 1 }
    );
    let deep = format!(
        "<row r=\"1\">{}{}</row><row r=\"1048576\">{}</row>",
        text_cell("A1", "a"),
        text_cell("B1", "b"),
        text_cell("A1048576", "z")
    );
    let sheet = open(&xlsx(&sheet_xml(&deep)), "o.xlsx", OpenOptions::default()).unwrap();
    assert_eq!((sheet.len(), sheet.row_number(0)), (1, 1_048_576));
    let wanted = OpenOptions {
        sheet: Some("無"),
        ..OpenOptions::default()
    };
    assert_eq!(
        open(&xlsx(&sheet_xml(&deep)), "o.xlsx", wanted)
            .unwrap_err()
            .code(),
        "file_no_such_sheet"
    );
}

#[test]
fn a_workbook_with_noise_inside_is_damaged_not_a_panic() {
    let whole = data("shopee/orders.xlsx");
    for at in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5A;
        // Any answer will do as long as there is one.
        if let Err(problem) = open(&bytes, "o.xlsx", OpenOptions::default()) {
            assert!(problem.code().starts_with("file_"));
        }
    }
}

// ---- bad rows ------------------------------------------------------------------------------------------------------

#[test]
fn bad_rows_come_back_safe_for_a_spreadsheet_and_can_be_imported_again() {
    let sheet = csv("訂單編號,貨號,數量,品名,電話\nA1,=cmd,x,@SUM(A1),0912345678\nA2,S1,1,ok,\n");
    let mapping = guess(Subject::Orders, sheet.headings());
    let intake = drafts(&sheet, &mapping);
    let bytes = bad_rows_csv(&sheet, &reasons(&intake.problems, Lang::ZhTw), Lang::ZhTw);
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(
        text,
        "\u{feff}訂單編號,貨號,數量,品名,電話,問題原因\r\nA1,'=cmd,x,'@SUM(A1),\"=\"\"0912345678\"\"\",\"數量「x」：只能是整數 1 – 999,999\"\r\n"
    );
    let again = open(&bytes, "bad.csv", OpenOptions::default()).unwrap();
    assert_eq!(
        again.preview(1)[0][..5],
        ["A1", "=cmd", "x", "@SUM(A1)", "0912345678"]
    );
}

// ---- items, bins, stock --------------------------------------------------------------------------------------------

#[test]
fn an_item_may_have_several_barcodes_in_several_rows_or_columns() {
    let sheet = csv(
        "貨號,品名,條碼,條碼數量,單位,箱條碼,箱入數,重量,類別,效期管理,可輸入數量\n\
         TEE,T 恤,4006381333931,,,4006381333931,12,0.25kg,商品,否,是\n\
         TEE,,036000291452,6,盒,,,,,,\n\
         BOX,紙箱,B-1,,,,,,包材,,\n",
    );
    let intake = items::drafts(&sheet, &builtin::named("items").unwrap());
    assert!(intake.problems.is_empty(), "{:?}", intake.problems);
    let tee = &intake.drafts[0];
    let codes: Vec<_> = tee
        .barcodes
        .iter()
        .map(|b| (b.code.as_str(), b.quantity, b.unit))
        .collect();
    assert_eq!(
        codes,
        [
            ("4006381333931", 1, Unit::Piece),
            ("4006381333931", 12, Unit::Carton),
            ("036000291452", 6, Unit::Inner)
        ]
    );
    assert_eq!(
        (tee.weight_g, tee.expiry_tracked, tee.keyable, tee.rows.as_slice()),
        (250, false, true, &[2, 3][..])
    );
    assert_eq!(intake.drafts[1].kind, ItemKind::Packing);
}

#[test]
fn item_rows_that_cannot_come_in_say_why() {
    let sheet = csv("貨號,品名,條碼,條碼數量,單位,重量,類別,效期管理\n\
         A,甲,1,,箱,,,\n\
         B,乙,,,,-3,怪,也許\n\
         C,丙,,,,,,\n\
         C,丁,,,,,,\n\
         ,戊,,,,,,\n\
         D,,,,,,,\n\
         E,己,4006381333932,,,,,\n");
    let intake = items::drafts(&sheet, &builtin::named("items").unwrap());
    let codes: Vec<_> = intake
        .problems
        .iter()
        .map(|p| (p.code(), p.key.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            ("row_missing", ""),
            ("row_missing", "A"),
            ("row_unknown_word", "B"),
            ("row_out_of_range", "B"),
            ("row_not_yes_or_no", "B"),
            ("row_conflict", "C"),
            ("row_held_with_order", "C"),
            ("row_missing", "D"),
            ("row_check_digit", "E"),
        ]
    );
    assert_eq!(
        intake.drafts.iter().map(|d| d.sku.as_str()).collect::<Vec<_>>(),
        ["E"]
    );
    assert_eq!(
        intake.rows,
        intake.held + intake.drafts.iter().map(|d| d.rows.len()).sum::<usize>()
    );
}

#[test]
fn bins_with_coordinates_and_one_code_each() {
    let sheet = csv(
        "儲位,區,走道,架,層,x,y,動線\nA-03-2,A,03,1,2,100,-20,7\nA-03-2,A,,,,,,\nB-01-1,B,,,,1.5,,\n,C,,,,,,\n",
    );
    let intake = bins::drafts(&sheet, &builtin::named("bins").unwrap());
    let bin = &intake.drafts[0];
    assert_eq!(
        (
            bin.code.as_str(),
            bin.zone.as_str(),
            bin.aisle.as_str(),
            bin.bay.as_str(),
            bin.level.as_str()
        ),
        ("A-03-2", "A", "03", "1", "2")
    );
    assert_eq!((bin.x, bin.y, bin.walk), (Some(100), Some(-20), Some(7)));
    let codes: Vec<_> = intake
        .problems
        .iter()
        .map(|p| (p.code(), p.rows.clone()))
        .collect();
    assert_eq!(
        codes,
        [
            ("row_repeated", vec![3]),
            ("row_not_whole", vec![4]),
            ("row_missing", vec![5])
        ]
    );
    assert_eq!((intake.drafts.len(), intake.held), (1, 3));
}

#[test]
fn opening_stock_with_lots_expiry_dates_and_conditions() {
    let sheet = csv("儲位,貨號,數量,批號,效期,狀態\n\
         A-1,S1,10,L1,115/09/29,良品\n\
         A-1,S1,5,L1,2026/10/30,福利品\n\
         A-2,S1,3,,,\n\
         A-2,S1,4,,,\n\
         A-3,S1,0,,,\n\
         A-3,S1,1,,soon,\n\
         A-3,S1,1,,,壞\n");
    let intake = stock::drafts(&sheet, &builtin::named("stock").unwrap());
    let good: Vec<_> = intake
        .drafts
        .iter()
        .map(|d| (d.row, d.quantity, d.lot.expiry.as_str(), d.condition))
        .collect();
    assert_eq!(
        good,
        [
            (2, 10, "2026-09-29", Condition::Good),
            (3, 5, "2026-10-30", Condition::BGrade)
        ]
    );
    let codes: Vec<_> = intake.problems.iter().map(|p| (p.code(), p.rows[0])).collect();
    assert_eq!(
        codes,
        [
            ("row_out_of_range", 6),
            ("row_not_a_date", 7),
            ("row_unknown_word", 8),
            ("row_repeated", 4),
            ("row_repeated", 5)
        ]
    );
    assert_eq!(intake.rows, intake.held + intake.drafts.len());
}

#[test]
fn bundles_come_in_whole_or_not_at_all() {
    let sheet = csv("組合貨號,組合名稱,內含貨號,數量\n\
         SET-1,三入組,S1,2\n\
         SET-1,,S2,1\n\
         SET-2,好禮組,S1,0\n\
         SET-2,好禮組,S2,1\n\
         SET-3,一個名字,S1,1\n\
         SET-3,另一個,S2,1\n\
         SET-4,雙入組,S1,1\n\
         SET-4,雙入組,S1,1\n\
         SET-5,,S1,1\n\
         SET-6,沒有內容,,1\n\
         ,沒有貨號,S1,1\n\
         SET-7,半個,S1,1.5\n");
    let mapping = builtin::named("bundles").unwrap();
    assert!(check(&mapping, &sheet).is_empty());
    let intake = bundles::drafts(&sheet, &mapping);
    let [set] = &intake.drafts[..] else {
        panic!("{:?}", intake.drafts)
    };
    assert_eq!((set.sku.as_str(), set.name.as_str()), ("SET-1", "三入組"));
    assert_eq!(set.parts, [("S1".to_owned(), 2), ("S2".to_owned(), 1)]);
    assert_eq!(set.rows, [2, 3]);
    let found: Vec<_> = intake
        .problems
        .iter()
        .map(|p| (p.code(), p.rows.clone()))
        .collect();
    assert_eq!(
        found,
        [
            ("row_missing", vec![12]),
            ("row_out_of_range", vec![4]),
            ("row_held_with_order", vec![5]),
            ("row_conflict", vec![7]),
            ("row_held_with_order", vec![6]),
            ("row_repeated", vec![9]),
            ("row_held_with_order", vec![8]),
            ("row_missing", vec![10]),
            ("row_missing", vec![11]),
            ("row_not_whole", vec![13]),
        ]
    );
    assert_eq!(intake.rows, intake.held + set.rows.len());
}

#[test]
fn people_need_a_name_a_badge_of_their_own_and_a_role_that_is_known() {
    let sheet = csv("姓名,識別證號,PIN 碼,角色,登入帳號,語言,密碼\n\
         林小美,S-1,0042,作業員,,,\n\
         陳組長,S-2,=\"0007\",組長,chen,中文,hunter22\n\
         Ann,S-3,,Office,ann,EN,\n\
         甲,S-4,12ab,作業員,,,\n\
         乙,S-5,123,作業員,,,\n\
         丙,S-6,123456789,作業員,,,\n\
         丁,S-7,1234,老闆,,,\n\
         戊,S-8,1234,,,,\n\
         己,S-9,1111,admin,,,\n\
         庚,S-9,2222,管理員,,,\n\
         辛,,1234,lead,,,\n\
         ,S-10,1234,lead,,,\n\
         壬,S-11,1234,lead,,法文,\n");
    let mapping = builtin::named("staff").unwrap();
    assert!(check(&mapping, &sheet).is_empty());
    let intake = staff::drafts(&sheet, &mapping);
    let good: Vec<_> = intake
        .drafts
        .iter()
        .map(|d| {
            (
                d.badge.as_str(),
                d.pin.as_deref(),
                d.role,
                d.login.as_str(),
                d.lang,
            )
        })
        .collect();
    assert_eq!(
        good,
        [
            ("S-1", Some("0042"), Role::Worker, "", None),
            ("S-2", Some("0007"), Role::Lead, "chen", Some(Lang::ZhTw)),
            ("S-3", None, Role::Office, "ann", Some(Lang::En)),
        ]
    );
    let found: Vec<_> = intake.problems.iter().map(|p| (p.code(), p.rows[0])).collect();
    assert_eq!(
        found,
        [
            ("row_bad_pin", 5),
            ("row_bad_pin", 6),
            ("row_bad_pin", 7),
            ("row_unknown_word", 8),
            ("row_missing", 9),
            ("row_repeated", 10),
            ("row_repeated", 11),
            ("row_missing", 12),
            ("row_missing", 13),
            ("row_unknown_word", 14),
        ]
    );
    assert_eq!(intake.rows, intake.held + intake.drafts.len());
    for problem in &intake.problems {
        for lang in Lang::ALL {
            assert!(!problem.message(lang).contains("12ab"));
            assert!(!problem.message(lang).contains("—"));
        }
    }
    // Neither the PIN's column nor one without a meaning (a password) is kept with bad rows.
    let kept: Vec<_> = staff::columns_to_keep(&sheet, &mapping).into_iter().collect();
    assert_eq!(kept, [0, 1, 3, 4, 5]);
}

// ---- T-Cat ---------------------------------------------------------------------------------------------------------

fn waybill() -> tcat::Waybill {
    let party = |name: &str| tcat::Party {
        name: name.into(),
        phone: "02-23456789#12".into(),
        mobile: "0912345678".into(),
        address: "台北市中正區重慶南路一段122號".into(),
    };
    tcat::Waybill {
        recipient: party("陳堃"),
        sender: party("嗶倉商店"),
        collect: tcat::Collect::Cash(34_500),
        pieces: 1,
        goods_code: 8,
        goods_text: "T 恤, 帆布袋".into(),
        note: "=1+1\n請先電話".into(),
        order_no: "260929ABCD0002".into(),
        delivery_time: tcat::DeliveryTime::Any,
        ship_on: date!(2026 - 09 - 29),
        deliver_on: date!(2026 - 09 - 30),
        thermosphere: tcat::Thermosphere::Chilled,
        size: tcat::Size::Cm90,
        declared: None,
        print: true,
        donate: false,
        tax_id: String::new(),
        mobile_carrier: "/ABC+123".into(),
        donation_code: String::new(),
        card: false,
        mobile_pay: false,
    }
}

#[test]
fn the_tcat_file_has_its_27_columns_in_utf8() {
    let out = tcat::write(&[waybill()], tcat::OutEncoding::Utf8Bom);
    assert!(out.warnings.is_empty(), "{:?}", out.warnings);
    let text = String::from_utf8(out.bytes).unwrap();
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
    assert!(lines[0].starts_with("收件人姓名,收件人電話,收件人手機,收件人地址,代收金額或到付,件數,品名(詳參數表),備註,訂單編號,希望配達時間((詳參數表))"));
    assert_eq!(lines[0].split(',').count(), 27);
    assert_eq!(
        lines[1],
        "陳堃,02-23456789#12,0912345678,台北市中正區重慶南路一段122號,345,1,8,'=1+1 請先電話,260929ABCD0002,4,2026/09/29,2026/09/30,2,2,嗶倉商店,02-23456789#12,0912345678,台北市中正區重慶南路一段122號,,\"T 恤, 帆布袋\",Y,N,,/ABC+123,,N,N"
    );
}

#[test]
fn what_cp950_lacks_is_reported_beside_the_waybill() {
    let mut second = waybill();
    second.recipient.name = "林測試".into();
    second.sender.name = "逼倉商店".into();
    let out = tcat::write(&[waybill(), second], tcat::OutEncoding::Cp950);
    assert_eq!(
        out.warnings,
        [(0, tcat::Warning::NotInCp950 { chars: vec!['堃'] })]
    );
    let (text, _, bad) = encoding_rs::BIG5.decode(&out.bytes);
    assert!(!bad && text.contains("陳?") && text.contains("林測試"));
}

#[test]
fn a_waybill_that_a_carrier_would_refuse_is_warned_about() {
    let mut w = waybill();
    w.recipient = tcat::Party {
        name: "林".into(),
        phone: "12".into(),
        mobile: String::new(),
        address: "路1號".into(),
    };
    w.collect = tcat::Collect::Cash(34_550);
    w.declared = Some(10_000);
    w.goods_code = 99;
    w.deliver_on = date!(2026 - 09 - 01);
    let codes: Vec<_> = tcat::check(&w).iter().map(tcat::Warning::code).collect();
    assert_eq!(
        codes,
        [
            "tcat_name",
            "tcat_phone",
            "tcat_address_length",
            "tcat_address_no_city",
            "tcat_cents_rounded",
            "tcat_declared_out_of_range",
            "tcat_goods_code",
            "tcat_deliver_before_ship"
        ]
    );
    let text = String::from_utf8(tcat::write(&[w], tcat::OutEncoding::Utf8Bom).bytes).unwrap();
    assert!(text.contains(",346,1,15,"), "{text}");
}

#[test]
fn phones_of_taiwan() {
    for (phone, fits) in [
        ("0912345678", true),
        ("0912-345-678", true),
        ("+886912345678", true),
        ("886912345678", true),
        ("02-2345-6789#12", true),
        ("(07)1234567", true),
        ("912345678", false),
        ("091234567", false),
        ("電話", false),
    ] {
        assert_eq!(tcat::phone_fits(phone), fits, "{phone}");
    }
}
