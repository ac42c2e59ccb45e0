//! Papers as a shop would print them, and papers as the world would rather not have them.

use time::OffsetDateTime;
use time::macros::datetime;

use crate::documents::*;

pub const MADE_AT: OffsetDateTime = datetime!(2026-09-29 10:15:00 +8);
/// HTML, typst markup, a character no font has, an emoji, a control character, a right-to-left override.
pub const NASTY: &str = "#panic(1) *粗* <b>$x$</b> _a_ \\ `code` @ref 𠮷野家😀 \u{7}\u{202e}end";
pub const LONG: &str = "超長商品名稱測試限量聯名款加厚保暖防風防潑水連帽外套男女同款秋冬新品多色可選尺寸齊全快速出貨現貨供應六十字為止真的很長很長很長";

fn s(text: &str) -> String {
    text.into()
}

pub fn company(lang: Lang) -> Company {
    let name = match lang {
        Lang::ZhTw => "蜂潮生活選物有限公司",
        Lang::En => "Honeycomb Living Co., Ltd.",
    };
    Company {
        name: s(name),
        tax_id: s("12345675"),
        phone: s("02-2345-6789#12"),
        address: s("235 新北市中和區建一路 176 號 12 樓之 1"),
    }
}

pub fn pick_list(lang: Lang, lines: usize) -> PickListPaper {
    let names = [
        "純棉圓領短袖T恤",
        "不鏽鋼保溫瓶 500ml",
        "有機燕麥片 800g",
        "USB-C 快充線 1m",
        "貓砂盆除臭噴霧",
    ];
    let specs = ["黑／L", "霧面白", "", "白色", "薰衣草 350ml"];
    let line = |i: usize| PickLine {
        seq: i as u32 + 1,
        bin: format!(
            "{}-{:02}-{}",
            ["A", "A", "B", "C"][i * 4 / lines.max(1) % 4],
            i / 3 + 1,
            i % 4 + 1
        ),
        sku: format!("BL-{:04}-{}", 1203 + i * 7, ["BK-L", "WH", "OT", "W1"][i % 4]),
        barcode: format!("47112345{:05}", 10_000 + i),
        name: s(names[i % 5]),
        spec: s(specs[i % 5]),
        qty: [1, 2, 12, 3, 24][i % 5],
        lot: if i % 5 == 2 { s("L260815A") } else { String::new() },
        expiry: if i % 5 == 2 {
            s("2027/08/15")
        } else {
            String::new()
        },
        slot: if i.is_multiple_of(2) {
            format!("{}", i % 8 + 1)
        } else {
            String::new()
        },
        order_no: format!("26092908{:04}", 4410 + i),
        note: if i % 7 == 3 {
            s("贈品：請附感謝卡")
        } else {
            String::new()
        },
    };
    PickListPaper {
        lang,
        company: company(lang),
        number: s("PK20260929-0007"),
        date: s("2026/09/29"),
        printed_at: s("2026/09/29 10:15"),
        method: s("邊揀邊分"),
        warehouse: s("中和總倉"),
        zone: s("A–C"),
        orders: 8,
        carrier: s("黑貓宅急便"),
        cut_off: s("14:00"),
        note: String::new(),
        lines: (0..lines).map(line).collect(),
    }
}

pub fn slip(lang: Lang, size: SlipSize, lines: usize) -> DeliverySlip {
    let line = |i: usize| SlipLine {
        sku: format!("BL-{:04}-BK-L", 1203 + i * 7),
        name: s(["純棉圓領短袖T恤", "不鏽鋼保溫瓶 500ml", "品牌帆布袋"][i % 3]),
        spec: s(["黑／L", "霧面白", ""][i % 3]),
        qty: [1, 2, 1][i % 3],
        gift: i % 3 == 2,
        note: if i % 9 == 1 {
            s("請用禮盒包裝")
        } else {
            String::new()
        },
    };
    DeliverySlip {
        lang,
        size,
        company: company(lang),
        number: s("SH20260929-00123"),
        date: s("2026/09/29"),
        printed_at: s("2026/09/29 10:15"),
        order_no: s("2609290844100"),
        platform: s("蝦皮購物"),
        recipient: recipient(),
        carrier: s("黑貓宅急便"),
        waybill: s("9040-1234-5671"),
        parcels: 2,
        temperature: Temperature::Chilled,
        payment: s("貨到付款"),
        cod: true,
        invoice_no: s("AB-12345678"),
        notes: s("請於平日下午送達，管理室可代收。"),
        packed_by: s("陳小美"),
        checked_by: String::new(),
        lines: (0..lines).map(line).collect(),
    }
}

pub fn recipient() -> Recipient {
    Recipient {
        name: s("王曉明"),
        phone: s("0912-345-678"),
        postcode: s("106"),
        address: s("台北市大安區忠孝東路四段 123 巷 45 弄 6 號 7 樓之 8"),
        store_code: String::new(),
        store_name: String::new(),
    }
}

pub fn label(lang: Lang, i: usize) -> ParcelLabel {
    ParcelLabel {
        lang,
        number: format!("L20260929-{i:06}"),
        sscc: None,
        qr: None,
        recipient: recipient(),
        sender: Sender {
            name: s("蜂潮生活選物有限公司"),
            phone: s("02-2345-6789"),
            address: s("235 新北市中和區建一路 176 號 12 樓之 1"),
        },
        carrier: s("黑貓宅急便"),
        order_no: format!("26092908{i:05}"),
        platform: s("蝦皮購物"),
        parcel: 1,
        parcels: 2,
        cod: Some(1_280),
        temperature: Temperature::Ambient,
        weight: s("1.25 kg"),
        date: s("2026/09/29"),
        note: s("易碎，請輕放。"),
        reprint: None,
    }
}

/// Everything a label can carry.
pub fn full_label(lang: Lang) -> ParcelLabel {
    ParcelLabel {
        sscc: Some(s("347112345000000019")),
        qr: Some(s("https://example.test/p/L20260929-000777?店=1")),
        recipient: Recipient {
            store_code: s("188230"),
            store_name: s("7-ELEVEN 建一門市"),
            ..recipient()
        },
        temperature: Temperature::Frozen,
        cod: Some(19_999),
        reprint: Some(2),
        ..label(lang, 777)
    }
}

pub fn manifest(lang: Lang, rows: usize) -> Manifest {
    let row = |i: usize| ManifestRow {
        waybill: format!("9040-{:04}-{:04}", 1234 + i, 5671 + i),
        recipient: s(["王○明", "陳○美", "歐陽○○", "林○"][i % 4]),
        pieces: [1, 1, 2][i % 3],
        cod: [1_280, 0, 0, 560][i % 4],
    };
    Manifest {
        lang,
        company: company(lang),
        number: s("MF20260929-TCAT-01"),
        date: s("2026/09/29"),
        printed_at: s("2026/09/29 15:40"),
        carrier: s("黑貓宅急便"),
        customer_code: s("2345678901"),
        station: s("中和營業所"),
        note: String::new(),
        rows: (0..rows).map(row).collect(),
    }
}

/// 進貨單 or 驗收單 of many lines, as long as one page does not hold.
pub fn goods_receipt(lang: Lang, counted: bool, lines: usize) -> GoodsReceipt {
    let line = |i: usize| GoodsReceiptLine {
        sku: format!("BL-{:04}-BK-L", 1200 + i),
        barcode: s("4710000000017"),
        supplier_code: s("SUP-778"),
        name: s(["不鏽鋼保溫瓶 500ml", "高山烏龍茶 150g", "帆布托特袋"][i % 3]),
        ordered: 24,
        good: [24, 20, 26][i % 3],
        bad: [0, 2, 0][i % 3],
        short: [0, 2, 0][i % 3],
        over: [0, 0, 2][i % 3],
        lots: if counted {
            vec![s("L20260101 2027-08-31 × 20"), s("破損 × 2")]
        } else {
            Vec::new()
        },
        bins: vec![s("A-03-2 × 20")],
    };
    GoodsReceipt {
        lang,
        company: company(lang),
        number: s("DN260929-0007-1"),
        counted,
        date: s("2026-09-29"),
        printed_at: s("2026-09-29 15:40"),
        supplier: s("S01 大同食品"),
        order_no: s("PO260920-0003"),
        note_no: s("SN-778899"),
        due: s("2026-09-29"),
        inspection: s("全驗"),
        arrived: s("2026-09-29 10:02"),
        cartons: s("12（外箱破損 1）"),
        driver: s("張先生"),
        received_by: s("林小姐"),
        closed: s("2026-09-29 11:30"),
        follows: s("DN260929-0007"),
        note: String::new(),
        lines: (0..lines).map(line).collect(),
    }
}

pub fn supplier_return(lang: Lang) -> SupplierReturnPaper {
    let line = |i: usize| SupplierReturnLine {
        sku: format!("BL-{:04}", 1200 + i),
        name: s("不鏽鋼保溫瓶 500ml"),
        lot: s("L20260101 2027-08-31"),
        condition: s("不良品"),
        from: s("Q-01-1"),
        quantity: 3,
        off: 1,
        price: s("NT$320"),
        amount: s("NT$320"),
    };
    SupplierReturnPaper {
        lang,
        company: company(lang),
        number: s("RT260929-001"),
        date: s("2026-09-29"),
        printed_at: s("2026-09-29 15:40"),
        supplier: s("S01 大同食品"),
        tax_id: s("04595252"),
        contact: s("王先生 02-2345-6789"),
        address: s("235 新北市中和區中正路 1 號"),
        reason: s("瑕疵"),
        carrier: s("黑貓宅急便 904012345671"),
        origin: "DN261120-0003 AB12345678 2026-11-20、DN261121-0001".to_owned(),
        allowance: s("D-2026-001"),
        made_by: s("陳小姐"),
        note: s("請附原發票影本"),
        without_amounts: false,
        net: s("NT$960"),
        tax: s("NT$48"),
        gross: s("NT$1,008"),
        lines: (0..3).map(line).collect(),
    }
}

pub fn after_sales(lang: Lang) -> AfterSalesPaper {
    let entry = |what: &str, text: &str| AfterSalesEntry {
        at: s("2026-09-29 10:02"),
        by: s("林小姐"),
        what: s(what),
        text: s(text),
    };
    AfterSalesPaper {
        lang,
        company: company(lang),
        number: s("AS260929-0001"),
        date: s("2026-09-29"),
        printed_at: s("2026-09-29 15:40"),
        state: s("已回覆"),
        channel: s("LINE"),
        category: s("商品"),
        customer: s("王○明"),
        order_no: s("shopee 250929ABCDEF12"),
        return_no: s("RT260929-0004"),
        item: s("BL-1203 不鏽鋼保溫瓶 500ml"),
        serial: s("SN20260101"),
        service: s("維修"),
        question: s("瓶蓋鎖不緊，會漏水。\n已附照片。"),
        work: s("換新瓶蓋並試水 30 分鐘，不漏。"),
        cost: s("NT$120"),
        way_out: s("904012345671"),
        way_back: s("904012345680"),
        holder: s("陳小姐"),
        done_on: s("2026-10-02"),
        satisfaction: s("5 / 5"),
        attachments: s("2"),
        entries: vec![
            entry("回覆", "請寄回，運費由我們負擔。"),
            entry("轉交", "維修 陳小姐"),
            entry("處理", "換新瓶蓋並試水 30 分鐘，不漏。"),
        ],
    }
}

pub fn sales_return(lang: Lang) -> SalesReturnPaper {
    let line = |i: usize| SalesReturnLine {
        sku: format!("BL-{:04}", 1200 + i),
        name: s("不鏽鋼保溫瓶 500ml"),
        bought: s("2"),
        declared: 2,
        found: 1,
        missing: 1,
    };
    let finding = |i: usize| SalesReturnFinding {
        sku: format!("BL-{:04}", 1200 + i),
        lot: s("L20260101 2027-08-31 SN-0001"),
        quantity: 1,
        grade: s("C 瑕疵或缺件"),
        disposition: s("福利品"),
        found: s("運送破損；外箱 缺少或損壞、商品外觀 有瑕疵；杯口有裂痕"),
        plate: s("LP-000017"),
        by: s("林小美"),
    };
    SalesReturnPaper {
        lang,
        company: company(lang),
        number: s("CR260929-0001"),
        date: s("2026-09-29"),
        printed_at: s("2026-09-29 15:40"),
        source: s("客戶申請"),
        platform: s("shopee"),
        order_no: s("260920ABCDEF"),
        platform_no: s("R-1002003"),
        shipment_no: s("SH260921-0007"),
        left_on: s("2026-09-21"),
        received_on: s("2026-09-23"),
        customer: s("王○明"),
        reason: s("商品瑕疵（杯蓋漏水）"),
        liable: s("商店"),
        way_back: s("黑貓宅急便 904012345671"),
        arrived: s("2026-09-28 10:12 林小美"),
        withdraw_by: s("2026-09-30"),
        fetch_by: s("2026-10-14"),
        pay_back_by: s("2026-10-13"),
        decision: s("退款"),
        note: s("請附原發票影本"),
        made_by: s("陳小姐"),
        inspected_by: s("林小美"),
        decided_by: s("王經理"),
        lines: (0..3).map(line).collect(),
        findings: (0..3).map(finding).collect(),
    }
}

/// A slip with four copies of three lines, a voided one of seven, and a voucher of each kind.
pub fn refund_papers(lang: Lang) -> RefundPapers {
    let line = |i: usize| AllowanceSlipLine {
        name: s(["不鏽鋼保溫瓶 500ml", "有機燕麥片 800g", "運費"][i % 3]),
        quantity: 3,
        unit: s("件"),
        unit_price: s("166.6666667"),
        net: s("500"),
        tax: s("25"),
        tax_kind: s(["taxable", "zero", "free"][i % 3]),
    };
    let slip = |number: &str, lines: usize| AllowanceSlip {
        number: s(number),
        void: lines > 3,
        copies: if lines > 3 { vec![1, 2] } else { vec![1, 2, 3, 4] },
        date: [s("115"), s("09"), s("29")],
        form: s(if lines > 3 { "三" } else { "二" }),
        invoice_date: [s("115"), s("09"), s("21")],
        track: s("AB"),
        invoice_digits: s("12345678"),
        order_no: s("250929ABCDEF12"),
        refund_no: s("RF260929-001"),
        buyer_name: if lines > 3 {
            s("大同食品股份有限公司")
        } else {
            String::new()
        },
        buyer_tax_id: if lines > 3 { s("04595252") } else { String::new() },
        remark: s("商品瑕疵"),
        lines: (0..lines).map(line).collect(),
        net: s("1,500"),
        tax: s("25"),
        gross: s("1,525"),
    };
    let voucher = |number: &str, bank: &str| RefundVoucher {
        number: s(number),
        state: s("已核准"),
        asked_on: s("2026-09-29"),
        channel: s("蝦皮"),
        order_no: s("250929ABCDEF12"),
        return_no: s("RN260928-004"),
        invoices: s("AB12345678 2026-09-21"),
        handling: s("開折讓單"),
        allowances: s("AL260929-001"),
        customer: s("王○明"),
        reason: s("商品瑕疵"),
        lines: (0..3)
            .map(|i| RefundVoucherLine {
                sku: format!("BL-{:04}", 1200 + i),
                name: s("不鏽鋼保溫瓶 500ml"),
                quantity: 2,
                gross: s("NT$640"),
                discount: s("NT$40"),
                points: s("NT$20"),
                money: s("NT$580"),
            })
            .collect(),
        gross: s("NT$1,920"),
        discount: s("NT$120"),
        points: s("NT$60"),
        freight: s("NT$80"),
        deducted: s("NT$100"),
        deduct_reason: s("配件短少"),
        amount: s("NT$1,720"),
        method: s("匯款"),
        bank: s(bank),
        reference: s("TX-2026-0929-0001"),
        paid_on: s("2026-09-30"),
        remark: s("客戶來電催促"),
        asked_by: s("陳小姐 2026-09-29 10:02"),
        approved_by: s("林店長 2026-09-29 11:40"),
        accounting_by: s("吳小姐 2026-09-29 15:10"),
        paid_by: String::new(),
    };
    RefundPapers {
        lang,
        company: company(lang),
        printed_at: s("2026-09-29 15:40"),
        allowances: vec![slip("AL260929-001", 3), slip("AL260929-002", 7)],
        vouchers: vec![
            voucher("RF260929-001", "012-3456 王○明 ********9012"),
            voucher("RF260929-002", ""),
        ],
    }
}

pub fn exchange(lang: Lang) -> ExchangePaper {
    let line = |i: usize, found: i64| ExchangePaperLine {
        sku: format!("BL-{:04}", 1200 + i),
        name: s("不鏽鋼保溫瓶 500ml"),
        quantity: 2,
        found,
        amount: s("NT$640"),
    };
    ExchangePaper {
        lang,
        company: company(lang),
        number: s("EX260929-0001"),
        date: s("2026-09-29"),
        printed_at: s("2026-09-29 15:40"),
        state: s("寄出中"),
        way: s("先收後出"),
        order_no: s("shopee 250929ABCDEF12"),
        customer: s("王○明"),
        return_no: s("RT260929-0004"),
        new_no: s("250929ABCDEF12-X1"),
        reason: s("顏色不符"),
        waybill_out: s("904012345671"),
        waybill_back: s("904012345680"),
        difference: s("客戶補 NT$120"),
        confirmed: s("2026-09-29 11:30"),
        made_by: s("陳小姐"),
        back: vec![line(0, 2), line(1, 0)],
        out: vec![line(2, 0)],
    }
}

pub fn payment_request(lang: Lang, lines: usize) -> PaymentRequest {
    let line = |i: usize| PaymentLine {
        is_return: i % 5 == 4,
        corrects: if i % 7 == 5 {
            s("AP2608-S01")
        } else {
            String::new()
        },
        number: format!("DN2609{:02}-0007", 1 + i % 28),
        day: s("2026-09-29"),
        order_no: s("PO260920-0003"),
        invoices: if i.is_multiple_of(2) {
            vec![s("AB12345678 2026-09-29 三聯式")]
        } else {
            Vec::new()
        },
        receipts: Vec::new(),
        allowances: if i % 5 == 4 {
            vec![s("D-2026-001 2026-09-30")]
        } else {
            Vec::new()
        },
        net: s("NT$12,800"),
        tax: s("NT$640"),
        gross: s("NT$13,440"),
    };
    PaymentRequest {
        lang,
        draft: false,
        company: company(lang),
        number: s("AP2609-S01"),
        date: s("2026-10-01"),
        printed_at: s("2026-10-01 09:00"),
        supplier: s("S01 大同食品"),
        legal_name: s("大同食品股份有限公司"),
        tax_id: s("04595252"),
        period: s("2026-08-26 – 2026-09-25"),
        terms: s("月結 30 天"),
        pay_on: s("2026-10-25"),
        bank: s("004 0107 臺灣銀行 中和分行 大同食品 012345678901"),
        requested_by: s("陳小姐"),
        received: s("NT$134,400"),
        returned: s("-NT$13,440"),
        corrected: s("-NT$1,050"),
        net: s("NT$115,200"),
        tax: s("NT$5,760"),
        payable: s("NT$120,960"),
        lines: (0..lines).map(line).collect(),
    }
}

pub fn bins(lang: Lang) -> BinLabels {
    let bin = |code: &str| BinLabel {
        code: s(code),
        zone: s("A 區"),
        note: s("常溫"),
    };
    let mut bins: Vec<_> = (1..=15).map(|i| bin(&format!("A-03-{i:02}-2"))).collect();
    bins.push(bin("WH1-RETURNS-HOLD-01-02"));
    BinLabels { lang, bins }
}

pub fn items(lang: Lang, layout: ItemLayout) -> ItemLabels {
    let item = |code: &str, name: &str| ItemLabel {
        code: s(code),
        sku: s("BL-1203-BK-L"),
        name: s(name),
        spec: s("黑／L"),
        copies: 1,
    };
    let mut items = vec![
        item("4711234567899", "純棉圓領短袖T恤"),
        item("96385074", "口紅膠"),
        item("BL-1203BK", "不鏽鋼保溫瓶 500ml 霧面白限量版"),
        item("123456789012345678", "十八位數字"),
    ];
    items.push(item("BL-1203-BLACK-LARGE-2026", "長貨號用二維碼"));
    items.push(ItemLabel {
        copies: 3,
        ..item("4006381333931", "三張")
    });
    ItemLabels { lang, layout, items }
}

pub fn badges(lang: Lang) -> StaffBadges {
    let badge = |code: &str, name: &str, role: &str| StaffBadge {
        code: s(code),
        name: s(name),
        role: s(role),
    };
    StaffBadges {
        lang,
        company: company(lang).name,
        badges: vec![
            badge("STF-000123-7Q", "陳小美", "揀貨"),
            badge("STF-000124-8K", "Sunduyang Kalingko 林", "組長"),
            badge("STF-000125-1A", "堃喆瑨", "包裝"),
        ],
    }
}

pub fn totes(lang: Lang) -> ToteLabels {
    let tote = |code: String| ToteLabel {
        code,
        note: s("大籃 60 × 40"),
    };
    ToteLabels {
        lang,
        totes: (1..=11).map(|i| tote(format!("T-{i:04}"))).collect(),
    }
}

pub fn purchase_order(lang: Lang, lines: usize) -> PurchaseOrder {
    let line = |i: usize| PurchaseOrderLine {
        sku: s(["TEA-OOL-150", "HONEY-700", "BOX-M"][i % 3]),
        supplier_code: s(["OL-0150", "H-700", ""][i % 3]),
        name: s(["阿里山高山烏龍茶 150 公克", "龍眼蜂蜜 700 公克", "紙箱 M"][i % 3]),
        qty: [240, 24, 500][i % 3],
        unit: s(["10 箱 × 24", "2 箱 × 12", ""][i % 3]),
        price: s(["NT$185", "NT$320", "NT$8.50"][i % 3]),
        amount: s(["NT$44,400", "NT$7,680", "NT$4,250"][i % 3]),
        due: s(["", "2026-10-08", ""][i % 3]),
        note: s(["", "效期至少 12 個月", ""][i % 3]),
    };
    PurchaseOrder {
        lang,
        company: company(lang),
        number: s("PO261123-0001"),
        date: s("2026-11-23"),
        printed_at: s("2026-11-23 15:40"),
        mark: String::new(),
        supplier: PurchaseSupplier {
            code: s("S-001"),
            name: s("高山茶業股份有限公司"),
            tax_id: s("10458575"),
            contact: s("林先生"),
            phone: s("05-259-0000 分機 12"),
            fax: s("05-259-0001"),
            address: s("605 嘉義縣阿里山鄉示範路 8 號"),
        },
        deliver_to: s("新北市中和區示範路 1 號 B1"),
        due: s("2026-11-30"),
        terms: s("月結 30 天"),
        tax_kind: s("應稅（單價未稅）"),
        reference: s("PR-1123"),
        buyer: s("陳小美"),
        remark: s("請於上午送達，棧板 110 × 110。"),
        lines: (0..lines).map(line).collect(),
        net: s("NT$56,330"),
        tax: s("NT$2,817"),
        total: s("NT$59,147"),
    }
}

pub fn supplier_card(lang: Lang) -> SupplierCardPaper {
    let field = |title: &str, value: &str, wide: bool| CardField {
        title: s(title),
        value: s(value),
        wide,
    };
    SupplierCardPaper {
        lang,
        company: company(lang),
        code: s("S-001"),
        name: s("高山茶業"),
        printed_at: s("2026-11-23 15:40"),
        groups: vec![
            CardGroup {
                title: s("公司"),
                fields: vec![
                    field("公司全名", "高山茶業股份有限公司", false),
                    field("統一編號", "10458575", false),
                    field("負責人", "", false),
                ],
            },
            CardGroup {
                title: s("地址"),
                fields: vec![field("退貨地址", "605 嘉義縣阿里山鄉示範路 8 號後門", true)],
            },
        ],
        items: vec![CardItem {
            sku: s("TEA-OOL-150"),
            name: s("阿里山高山烏龍茶 150 公克"),
            supplier_code: s("OL-0150"),
            price: s("NT$185"),
            least: s("48"),
            accept_days: s("365"),
            main: true,
        }],
        notes: vec![CardNote {
            at: s("2026-11-20 10:12"),
            about: s("交貨"),
            agreed: s("2026-11-30 10:00"),
            quantity: s("10 箱"),
            person: s("林先生"),
            note: s("司機到前半小時來電"),
        }],
    }
}

/// One of each, as on an ordinary day.
pub fn ordinary(lang: Lang) -> Vec<(&'static str, Paper)> {
    vec![
        ("pick_list", Paper::PickList(pick_list(lang, 38))),
        ("slip_a4", Paper::DeliverySlip(slip(lang, SlipSize::A4, 5))),
        ("slip_a5", Paper::DeliverySlip(slip(lang, SlipSize::A5, 5))),
        (
            "labels",
            Paper::ParcelLabels(vec![label(lang, 1), full_label(lang)]),
        ),
        ("manifest", Paper::Manifest(manifest(lang, 45))),
        (
            "goods_notice",
            Paper::GoodsReceipt(goods_receipt(lang, false, 12)),
        ),
        (
            "goods_receipt",
            Paper::GoodsReceipt(goods_receipt(lang, true, 40)),
        ),
        ("supplier_return", Paper::SupplierReturn(supplier_return(lang))),
        ("after_sales", Paper::AfterSales(after_sales(lang))),
        ("exchange", Paper::Exchange(exchange(lang))),
        (
            "supplier_return_pieces",
            Paper::SupplierReturn(SupplierReturnPaper {
                without_amounts: true,
                ..supplier_return(lang)
            }),
        ),
        ("sales_return", Paper::SalesReturn(sales_return(lang))),
        ("payment_request", Paper::PaymentRequest(payment_request(lang, 9))),
        ("refund_papers", Paper::RefundPapers(refund_papers(lang))),
        ("bins", Paper::BinLabels(bins(lang))),
        ("items_sheet", Paper::ItemLabels(items(lang, ItemLayout::Sheet))),
        ("items_single", Paper::ItemLabels(items(lang, ItemLayout::Single))),
        ("badges", Paper::StaffBadges(badges(lang))),
        ("totes", Paper::ToteLabels(totes(lang))),
        ("purchase_order", Paper::PurchaseOrder(purchase_order(lang, 12))),
        ("supplier_card", Paper::SupplierCard(supplier_card(lang))),
        ("count_sheet", Paper::CountSheet(count_sheet(lang))),
    ]
}

/// One of each with the worst of words in every field that takes words.
pub fn nasty(lang: Lang) -> Vec<(&'static str, Paper)> {
    let word = || format!("{NASTY}{LONG}");
    let latin = || s("ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-abcdefghijklmnopqrstuvwxyz");
    let line = PickLine {
        name: word(),
        spec: word(),
        sku: latin(),
        bin: s("WAREHOUSE-1-AISLE-22-BAY-9"),
        note: word(),
        order_no: latin(),
        lot: latin(),
        qty: u32::MAX,
        ..pick_list(lang, 1).lines.remove(0)
    };
    let who = Recipient {
        name: word(),
        phone: latin(),
        postcode: s("106"),
        address: word(),
        store_code: latin(),
        store_name: word(),
    };
    let head = Company {
        name: word(),
        address: word(),
        ..company(lang)
    };
    let slip_line = SlipLine {
        sku: latin(),
        name: word(),
        spec: word(),
        qty: u32::MAX,
        gift: true,
        note: word(),
    };
    let slip = |size| DeliverySlip {
        company: head.clone(),
        recipient: who.clone(),
        order_no: latin(),
        waybill: latin(),
        notes: word(),
        packed_by: word(),
        lines: vec![slip_line.clone(); 3],
        ..slip(lang, size, 0)
    };
    let label = ParcelLabel {
        recipient: who.clone(),
        sender: Sender {
            name: word(),
            phone: latin(),
            address: word(),
        },
        carrier: word(),
        order_no: latin(),
        platform: word(),
        weight: s("12,345.678 kg"),
        note: word(),
        cod: Some(u32::MAX),
        parcel: 99,
        parcels: 100,
        ..full_label(lang)
    };
    let row = ManifestRow {
        waybill: latin(),
        recipient: word(),
        pieces: u32::MAX,
        cod: u32::MAX,
    };
    let bin = BinLabel {
        code: s("WH1-RETURNS-HOLD-01-02"),
        zone: word(),
        note: word(),
    };
    let item = ItemLabel {
        code: s("4711234567899"),
        sku: latin(),
        name: word(),
        spec: word(),
        ..ItemLabel::default()
    };
    vec![
        (
            "pick_list_nasty",
            Paper::PickList(PickListPaper {
                company: head.clone(),
                note: word(),
                lines: vec![line; 3],
                ..pick_list(lang, 0)
            }),
        ),
        ("slip_a4_nasty", Paper::DeliverySlip(slip(SlipSize::A4))),
        ("slip_a5_nasty", Paper::DeliverySlip(slip(SlipSize::A5))),
        (
            "labels_nasty",
            Paper::ParcelLabels(vec![
                ParcelLabel {
                    sscc: None,
                    ..label.clone()
                },
                label,
            ]),
        ),
        (
            "manifest_nasty",
            Paper::Manifest(Manifest {
                company: head,
                rows: vec![row; 3],
                note: word(),
                ..manifest(lang, 0)
            }),
        ),
        (
            "purchase_order_nasty",
            Paper::PurchaseOrder(PurchaseOrder {
                supplier: PurchaseSupplier {
                    name: word(),
                    address: word(),
                    contact: word(),
                    ..PurchaseSupplier::default()
                },
                lines: vec![
                    PurchaseOrderLine {
                        name: word(),
                        sku: latin(),
                        supplier_code: latin(),
                        note: word(),
                        qty: u32::MAX,
                        ..purchase_order(lang, 1).lines.remove(0)
                    };
                    3
                ],
                remark: word(),
                ..purchase_order(lang, 0)
            }),
        ),
        (
            "supplier_card_nasty",
            Paper::SupplierCard(SupplierCardPaper {
                name: word(),
                groups: vec![CardGroup {
                    title: word(),
                    fields: vec![CardField {
                        title: word(),
                        value: latin(),
                        wide: false,
                    }],
                }],
                notes: vec![
                    CardNote {
                        note: word(),
                        person: latin(),
                        ..CardNote::default()
                    };
                    2
                ],
                ..supplier_card(lang)
            }),
        ),
        (
            "bins_nasty",
            Paper::BinLabels(BinLabels {
                lang,
                bins: (1..=3)
                    .map(|i| BinLabel {
                        code: format!("WH1-RETURNS-HOLD-01-0{i}"),
                        ..bin.clone()
                    })
                    .collect(),
            }),
        ),
        (
            "items_nasty",
            Paper::ItemLabels(ItemLabels {
                lang,
                layout: ItemLayout::Single,
                items: vec![item; 2],
            }),
        ),
        (
            "badges_nasty",
            Paper::StaffBadges(StaffBadges {
                lang,
                company: word(),
                badges: vec![
                    StaffBadge {
                        code: s("STF-1"),
                        name: word(),
                        role: word()
                    };
                    2
                ],
            }),
        ),
        (
            "totes_nasty",
            Paper::ToteLabels(ToteLabels {
                lang,
                totes: vec![
                    ToteLabel {
                        code: s("T-0001"),
                        note: word()
                    };
                    2
                ],
            }),
        ),
    ]
}

/// Three items and an empty bin, one of them counted already.
pub fn count_sheet(lang: Lang) -> CountSheet {
    let line = |bin: &str, sku: &str, name: &str, first: &str| CountLine {
        bin: s(bin),
        sku: s(sku),
        name: s(name),
        first: s(first),
        ..CountLine::default()
    };
    CountSheet {
        lang,
        number: s("CT261123-0001"),
        date: s("2026-11-23"),
        printed_at: s("2026-11-23 14:05"),
        name: s("月盤"),
        lines: vec![
            line("A-01-1", "MUG", "馬克杯", "20"),
            line("A-01-2", "TEA", "高山茶", ""),
            line("B-01-1", "", "", ""),
        ],
        ..CountSheet::default()
    }
}
