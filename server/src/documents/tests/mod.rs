mod fixtures;
pub(super) mod tools;

use std::collections::BTreeSet;

use super::*;
use fixtures::*;
use tools::*;

const BOTH: [(Lang, &str); 2] = [(Lang::ZhTw, "zh"), (Lang::En, "en")];

/// Every barcode a paper must carry, page for page or in all.
fn expected(paper: &Paper) -> Vec<String> {
    let code = |value: &str| format!("CODE-128:{value}");
    let mut all = match paper {
        Paper::PickList(p) => vec![code(&p.number)],
        Paper::DeliverySlip(p) => vec![code(&p.number)],
        Paper::Manifest(p) => vec![code(&p.number)],
        Paper::GoodsReceipt(p) => vec![code(&p.number)],
        Paper::SupplierReturn(p) => vec![code(&p.number)],
        Paper::PaymentRequest(p) => vec![code(&p.number)],
        Paper::SalesReturn(p) => vec![code(&p.number)],
        Paper::ParcelLabels(labels) => labels
            .iter()
            .flat_map(|l| {
                let sscc = l.sscc.iter().map(|s| code(&format!("00{s}")));
                let qr = l.qr.iter().map(|q| format!("QR-Code:{q}"));
                [code(&l.number)]
                    .into_iter()
                    .chain(sscc)
                    .chain(qr)
                    .collect::<Vec<_>>()
            })
            .collect(),
        Paper::BinLabels(p) => p.bins.iter().map(|b| code(&b.code)).collect(),
        Paper::ItemLabels(p) => p
            .items
            .iter()
            .flat_map(|i| {
                let digits = i.code.bytes().all(|b| b.is_ascii_digit());
                let kind = match i.code.len() {
                    13 if digits => "EAN-13",
                    8 if digits => "EAN-8",
                    18 if digits => "CODE-128",
                    1..=9 => "CODE-128",
                    _ => "QR-Code",
                };
                vec![format!("{kind}:{}", i.code); i.copies.max(1) as usize]
            })
            .collect(),
        Paper::StaffBadges(p) => p.badges.iter().map(|b| code(&b.code)).collect(),
        Paper::CountSheet(p) => vec![code(&p.number)],
        Paper::ToteLabels(p) => p.totes.iter().map(|t| code(&t.code)).collect(),
        Paper::PurchaseOrder(p) => vec![code(&p.number)],
        Paper::AfterSales(p) => vec![code(&p.number)],
        Paper::Exchange(p) => vec![code(&p.number)],
        Paper::RefundPapers(p) => {
            let slips = p.allowances.iter().map(|slip| &slip.number);
            slips
                .chain(p.vouchers.iter().map(|voucher| &voucher.number))
                .map(|number| code(number))
                .collect()
        }
        Paper::SupplierCard(_) | Paper::Report(_) => Vec::new(),
    };
    all.sort();
    // The reader names a value once, however often it stands on a page.
    all.dedup();
    all
}

fn assert_reads_back(name: &str, paper: &Paper, pdf: &[u8], dpi: u32) {
    let mut read: Vec<String> = pdf_pages(pdf, dpi)
        .iter()
        .flat_map(|page| read_barcodes(&page.pgm()))
        .collect();
    read.sort();
    read.dedup();
    assert_eq!(read, expected(paper), "{name} at {dpi} dpi");
}

#[test]
fn every_barcode_on_every_paper_is_read_back_at_203_and_300_dpi() {
    let renderer = Renderer::default();
    for (lang, _) in BOTH {
        for (name, paper) in ordinary(lang) {
            let rendered = renderer.pdf(&paper, MADE_AT).expect(name);
            assert_eq!(rendered.warnings, [], "{name}");
            assert_reads_back(name, &paper, &rendered.pdf, 203);
            assert_reads_back(name, &paper, &rendered.pdf, 300);
        }
    }
}

#[test]
fn the_worst_words_leave_every_barcode_readable_and_stay_letters() {
    let renderer = Renderer::default();
    for (name, paper) in nasty(Lang::ZhTw) {
        let rendered = renderer.pdf(&paper, MADE_AT).expect(name);
        assert_reads_back(name, &paper, &rendered.pdf, 203);
        let text = pdf_text(&rendered.pdf).concat();
        assert!(text.contains("#panic(1)"), "{name}: {text}");
        let marked = |c| {
            rendered
                .warnings
                .iter()
                .any(|w| matches!(w, Warning::NoGlyph { character, .. } if *character == c))
        };
        assert!(marked('𠮷') && marked('😀'), "{name}: {:?}", rendered.warnings);
    }
    for (name, paper) in nasty(Lang::ZhTw)
        .into_iter()
        .filter(|(name, _)| name.starts_with("slip_a4"))
    {
        let text = pdf_text(&renderer.pdf(&paper, MADE_AT).expect(name).pdf).concat();
        for letters in [
            "*粗*",
            "<b>$x$</b>",
            "_a_",
            "`code`",
            "@ref",
            "〈U+20BB7〉野家",
            "〈U+1F600〉",
        ] {
            assert!(text.contains(letters), "{letters} in {text}");
        }
    }
}

#[test]
fn a_pick_list_of_38_lines_says_where_it_goes_on_and_totals_once() {
    let paper = pick_list(Lang::ZhTw, 38);
    let pages = pdf_text(
        &Renderer::default()
            .pdf(&Paper::PickList(paper.clone()), MADE_AT)
            .expect("printable")
            .pdf,
    );
    let last = pages.len();
    assert!(last > 1);
    for (i, page) in pages.iter().enumerate() {
        assert_eq!(page.contains("接次頁"), i + 1 < last, "page {}", i + 1);
        assert_eq!(page.contains("複核人"), i + 1 == last, "page {}", i + 1);
        assert!(page.contains(&format!("{} / {last}", i + 1)), "{page}");
        assert!(
            page.contains("儲位") && page.contains("實揀"),
            "the head repeats on page {}",
            i + 1
        );
        assert!(page.contains("PK20260929-0007"));
    }
    let all = pages.concat();
    for line in &paper.lines {
        for text in [&line.bin, &line.sku, &line.barcode, &line.order_no] {
            assert!(all.contains(text.as_str()), "{text}");
        }
    }
    for text in [
        "蜂潮生活選物有限公司",
        "揀 貨 單",
        "2026/09/29 10:15",
        "中和總倉",
        "黑貓宅急便",
        "14:00",
        "309",
        "2027/08/15",
        "L260815A",
    ] {
        assert!(all.replace(' ', "").contains(&text.replace(' ', "")), "{text}");
    }
}

#[test]
fn no_lines_and_three_hundred_lines_are_papers_too() {
    let renderer = Renderer::default();
    for (lang, words) in [(Lang::ZhTw, "沒有品項"), (Lang::En, "No lines")] {
        for paper in [
            Paper::PickList(pick_list(lang, 0)),
            Paper::DeliverySlip(slip(lang, SlipSize::A5, 0)),
            Paper::Manifest(manifest(lang, 0)),
        ] {
            let pages = pdf_text(&renderer.pdf(&paper, MADE_AT).expect("printable").pdf);
            assert_eq!(pages.len(), 1);
            assert!(pages[0].contains(words), "{}", pages[0]);
        }
    }
    let rendered = renderer
        .pdf(&Paper::PickList(pick_list(Lang::En, 300)), MADE_AT)
        .expect("printable");
    let pages = pdf_text(&rendered.pdf);
    assert_eq!(pages.len(), rendered.pages);
    assert!(pages[..pages.len() - 1].iter().all(|p| p.contains("Continued")));
    assert!(
        pages
            .last()
            .is_some_and(|p| p.contains("Total pieces") && !p.contains("Continued"))
    );
    let too_many = renderer.pdf(&Paper::PickList(pick_list(Lang::En, MAX_LINES + 1)), MADE_AT);
    assert!(matches!(
        too_many,
        Err(DocumentError::TooMany {
            given: 2_001,
            limit: 2_000,
            ..
        })
    ));
}

#[test]
fn the_slip_has_no_amounts_and_the_manifest_adds_up() {
    let renderer = Renderer::default();
    let text = |paper| pdf_text(&renderer.pdf(&paper, MADE_AT).expect("printable").pdf).concat();
    let slip = text(Paper::DeliverySlip(slip(Lang::ZhTw, SlipSize::A4, 5)));
    assert!(!slip.contains("NT$"));
    for words in [
        "代收貨款",
        "冷藏",
        "王曉明",
        "蝦皮購物",
        "2609290844100",
        "9040-1234-5671",
        "AB-12345678",
        "贈品",
        "陳小美",
    ] {
        assert!(slip.contains(words), "{words} in {slip}");
    }
    let manifest = text(Paper::Manifest(manifest(Lang::ZhTw, 45)));
    for words in [
        "NT$21,520",
        "司機簽收",
        "車號",
        "收件時間",
        "2345678901",
        "中和營業所",
        "9040-1278-5715",
    ] {
        assert!(manifest.contains(words), "{words} in {manifest}");
    }
    assert_eq!(manifest.matches("NT$21,520").count(), 1);
}

#[test]
fn an_order_to_a_supplier_says_what_it_costs_and_the_card_leaves_out_what_is_empty() {
    let renderer = Renderer::default();
    let text = |paper| pdf_text(&renderer.pdf(&paper, MADE_AT).expect("printable").pdf).concat();
    let order = text(Paper::PurchaseOrder(purchase_order(Lang::ZhTw, 40)));
    for words in [
        "訂貨單",
        "高山茶業股份有限公司",
        "OL-0150",
        "10 箱 × 24",
        "月結 30 天",
        "廠商回簽",
    ] {
        assert!(order.contains(words), "{words} in {order}");
    }
    assert_eq!(order.matches("NT$59,147").count(), 1);
    let card = text(Paper::SupplierCard(supplier_card(Lang::ZhTw)));
    for words in [
        "供應商資料卡",
        "10458575",
        "OL-0150",
        "聯絡紀錄",
        "司機到前半小時來電",
    ] {
        assert!(card.contains(words), "{words} in {card}");
    }
    assert!(!card.contains("負責人"));
}

#[test]
fn a_return_paper_without_amounts_says_pieces_and_no_money() {
    let renderer = Renderer::default();
    for without_amounts in [false, true] {
        let paper = Paper::SupplierReturn(SupplierReturnPaper {
            without_amounts,
            ..supplier_return(Lang::ZhTw)
        });
        let text = pdf_text(&renderer.pdf(&paper, MADE_AT).expect("printable").pdf).concat();
        assert!(text.contains("RT260929-001") && text.contains("Q-01-1"), "{text}");
        assert_eq!(text.contains("NT$"), !without_amounts, "{text}");
        assert_eq!(text.contains("單價"), !without_amounts, "{text}");
    }
}

#[test]
fn an_allowance_has_every_official_field_on_each_of_its_four_copies() {
    let paper = refund_papers(Lang::ZhTw);
    let rendered = Renderer::default()
        .pdf(&Paper::RefundPapers(paper.clone()), MADE_AT)
        .expect("the papers");
    let pages: Vec<String> = pdf_text(&rendered.pdf)
        .into_iter()
        .map(|page| page.replace('\u{200b}', "").split_whitespace().collect())
        .collect();
    // Four copies, two of the voided one, two vouchers.
    assert_eq!(pages.len(), 8, "{pages:#?}");
    let copies = [
        "銷項稅額之扣減憑證",
        "交付原銷貨人作為記帳憑證",
        "進項稅額之扣減憑證",
        "由原買受人留存作為記帳憑證",
    ];
    for (page, copy) in pages.iter().zip(copies) {
        for words in [
            "營業人銷貨退回進貨退出或折讓證明單",
            "中華民國115年09月29日",
            "原開立銷貨發票單位",
            "蜂潮生活選物有限公司",
            "聯式",
            "字軌",
            "AB",
            "12345678",
            "品名",
            "數量",
            "單價",
            "退出或折讓",
            "金額（不含稅之進",
            "貨額）",
            "營業稅額",
            "應稅",
            "免稅",
            "合計",
            "1,500",
            "本證明單所列銷貨退回進貨退出或折讓，確屬事實，特此證明。",
            "原進貨營業人（或原買受人）",
            "簽名或蓋章",
            "AL260929-001",
            copy,
        ] {
            assert!(page.contains(words), "{words} is not in {page}");
        }
    }
    assert!(
        pages[4].contains('廢') && !pages[0].contains('廢') && pages[4].contains("大同食品股份有限公司"),
        "{}",
        pages[4]
    );
    for words in [
        "退款憑證",
        "RF260929-001",
        "RN260928-004",
        "AB123456782026-09-21",
        "AL260929-001",
        "王○明",
        "商品瑕疵",
        "NT$1,920",
        "NT$120",
        "NT$60",
        "NT$80",
        "NT$100",
        "NT$1,720",
        "匯款",
        "012-3456",
        "TX-2026-0929-0001",
        "陳小姐",
        "林店長",
        "吳小姐",
        "出納",
        "2026-09-30",
        "客戶來電催促",
    ] {
        assert!(pages[6].contains(words), "{words} is not in {}", pages[6]);
    }
}

#[test]
fn a_label_says_what_the_driver_needs() {
    let pdf = Renderer::default()
        .pdf(&Paper::ParcelLabels(vec![full_label(Lang::ZhTw)]), MADE_AT)
        .expect("printable")
        .pdf;
    let text = pdf_text(&pdf).concat();
    for words in [
        "補印 2",
        "冷凍",
        "1/2",
        "王曉明",
        "0912-345-678",
        "188230",
        "建一門市",
        "NT$19,999",
        "(00)347112345000000019",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let first = Renderer::default()
        .pdf(&Paper::ParcelLabels(vec![label(Lang::ZhTw, 1)]), MADE_AT)
        .expect("printable")
        .pdf;
    assert!(!pdf_text(&first).concat().contains("補印"));
}

#[test]
fn bars_of_a_label_are_whole_dots_and_25_mm_high() {
    let label = label(Lang::ZhTw, 1);
    let drawn = barcode::code128(&label.number)
        .and_then(|b| b.fit(751, 4))
        .expect("fits");
    let pdf = Renderer::default()
        .pdf(&Paper::ParcelLabels(vec![label]), MADE_AT)
        .expect("printable")
        .pdf;
    let page = &pdf_pages(&pdf, 203)[0];
    let mut wanted = vec![255; page.width];
    let left = (799 - drawn.width) / 2;
    for [x, w] in &drawn.bars {
        wanted[(left + x) as usize..(left + x + w) as usize].fill(0);
    }
    let rows: Vec<usize> = (0..page.height).filter(|&y| page.row(y) == wanted).collect();
    assert!(
        rows.len() >= 200,
        "{} rows of exact bars, 200 are 25 mm",
        rows.len()
    );
    assert_eq!(
        rows.last().zip(rows.first()).map(|(b, a)| b - a + 1),
        Some(rows.len()),
        "in one piece"
    );
}

#[test]
fn the_same_paper_and_date_give_the_same_bytes() {
    for (name, paper) in ordinary(Lang::ZhTw).into_iter().take(4) {
        let [a, b] = [(); 2].map(|()| Renderer::default().pdf(&paper, MADE_AT).expect(name).pdf);
        assert!(a == b, "{name}");
        let later = Renderer::default()
            .pdf(&paper, MADE_AT + time::Duration::days(1))
            .expect(name)
            .pdf;
        assert!(a != later, "{name} carries its date");
    }
}

#[test]
fn labels_go_in_parts_of_two_hundred() {
    let labels: Vec<_> = (0..201).map(|i| label(Lang::ZhTw, i)).collect();
    let parts = Renderer::default()
        .labels_pdf(&labels, MADE_AT)
        .expect("printable");
    assert_eq!(parts.iter().map(|p| p.pages).collect::<Vec<_>>(), [200, 1]);
    assert!(pdf_text(&parts[1].pdf)[0].contains("L20260929-000200"));
    let at_once = Renderer::default().pdf(&Paper::ParcelLabels(labels), MADE_AT);
    assert!(matches!(
        at_once,
        Err(DocumentError::TooMany {
            given: 201,
            limit: 200,
            ..
        })
    ));
}

#[test]
fn a_code_that_cannot_be_printed_is_named() {
    let renderer = Renderer::default();
    let refused = |paper| renderer.pdf(&paper, MADE_AT).expect_err("refused");
    let mut items = items(Lang::ZhTw, ItemLayout::Sheet);
    items.items[1].code = "12345678".repeat(40);
    let error = refused(Paper::ItemLabels(items)).say(Lang::ZhTw);
    assert!(error.starts_with("「12345678"), "{error}");
    assert!(
        error.ends_with("（items[2].code）無法列印：條碼有 320 個字，最多 300 個"),
        "{error}"
    );
    let labels = vec![
        label(Lang::En, 1),
        ParcelLabel {
            number: "標籤1".into(),
            ..label(Lang::En, 2)
        },
    ];
    let error = refused(Paper::ParcelLabels(labels));
    assert!(
        error.say(Lang::En).contains("labels[2].number"),
        "{}",
        error.say(Lang::En)
    );
    let error = refused(Paper::ParcelLabels(vec![ParcelLabel {
        sscc: Some("347112345000000018".into()),
        ..label(Lang::En, 1)
    }]));
    assert_eq!(
        error.say(Lang::En),
        "“347112345000000018” (sscc) cannot be printed: the check digit is 8, should be 9"
            .replace("(sscc)", "(labels[1].sscc)")
    );
    let error = refused(Paper::PickList(PickListPaper {
        number: String::new(),
        ..pick_list(Lang::ZhTw, 1)
    }));
    assert!(matches!(
        error,
        DocumentError::Barcode {
            reason: BarcodeError::Empty,
            ..
        }
    ));
}

#[test]
fn an_item_code_with_a_wrong_check_digit_is_printed_as_code_128() {
    let item = ItemLabel {
        code: "4711234567890".into(),
        ..ItemLabel::default()
    };
    let paper = Paper::ItemLabels(ItemLabels {
        items: vec![item],
        ..ItemLabels::default()
    });
    let pdf = Renderer::default().pdf(&paper, MADE_AT).expect("printable").pdf;
    let read = read_barcodes(&pdf_pages(&pdf, 300)[0].pgm());
    assert_eq!(read, ["CODE-128:4711234567890"]);
}

#[test]
fn previews_read_like_the_print() {
    let paper = Paper::ParcelLabels(vec![label(Lang::ZhTw, 1)]);
    let pages = Renderer::default().png(&paper, 203).expect("printable");
    assert_eq!(pages.len(), 1);
    assert_eq!(read_barcodes(&pages[0]), expected(&paper));
}

#[test]
fn a_shops_own_template_is_used_and_a_broken_one_says_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |text: &str| std::fs::write(folder.path().join("manifest.typ"), text).expect("written");
    let print = || {
        let renderer = Renderer::with_templates(Some(folder.path().into()));
        renderer
            .pdf(&Paper::Manifest(manifest(Lang::ZhTw, 1)), MADE_AT)
            .expect("printable")
    };
    write("#import \"/lib.typ\": *\n#show: dressed\n我們的總表 #paper.number");
    let rendered = print();
    assert_eq!(rendered.warnings, []);
    assert!(pdf_text(&rendered.pdf)[0].contains("我們的總表 MF20260929-TCAT-01"));
    write("#import \"/lib.typ\": *\n\n#paper.nubmer");
    let rendered = print();
    assert!(pdf_text(&rendered.pdf)[0].contains("司機簽收"), "ours is printed");
    let [
        Warning::OwnTemplate {
            file,
            line: 3,
            message,
        },
    ] = rendered.warnings.as_slice()
    else {
        panic!("{:?}", rendered.warnings)
    };
    assert_eq!(file, "manifest.typ");
    assert!(message.contains("nubmer"), "{message}");
    assert!(
        Renderer::with_templates(Some("/nowhere/at/all".into()))
            .png(&Paper::Manifest(manifest(Lang::En, 1)), 40)
            .is_ok()
    );
}

/// Words like `t.bin` in our templates.
fn used_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (_, template) in render::templates() {
        for (at, _) in template.match_indices("t.") {
            let before = template[..at].chars().next_back();
            let word: String = template[at + 2..]
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect();
            let stands_alone =
                before.is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '_' && c != '.');
            if stands_alone && !word.is_empty() {
                words.insert(word);
            }
        }
    }
    words
}

#[test]
fn both_languages_have_every_word_the_templates_use_and_no_other() {
    let used = used_words();
    assert!(used.len() > 50);
    for lang in ["zh-TW", "en"] {
        let words = texts::all()[lang].as_object().expect("a dictionary");
        assert_eq!(words.keys().cloned().collect::<BTreeSet<_>>(), used, "{lang}");
        for (key, text) in words {
            let text = text.as_str().expect("a text");
            assert!(
                !text.is_empty() && text.chars().all(fonts::covers),
                "{lang} {key}"
            );
        }
    }
}

/// `BEELINE_PAPERS=<folder> cargo test -p beeline-server --lib documents::tests::look -- --ignored` writes every paper as
/// PNG and PDF, for eyes.
#[test]
#[ignore = "writes pictures for people to look at"]
fn look() {
    let folder =
        std::path::PathBuf::from(std::env::var("BEELINE_PAPERS").expect("BEELINE_PAPERS names a folder"));
    let renderer = Renderer::default();
    for (lang, short) in BOTH {
        for (name, paper) in ordinary(lang).into_iter().chain(nasty(lang)) {
            let rendered = renderer.pdf(&paper, MADE_AT).expect(name);
            std::fs::write(folder.join(format!("{name}_{short}.pdf")), &rendered.pdf)
                .expect("writable folder");
            for (i, page) in renderer.png(&paper, 100).expect(name).iter().enumerate() {
                std::fs::write(folder.join(format!("{name}_{short}_{}.png", i + 1)), page)
                    .expect("writable folder");
            }
        }
    }
}

#[test]
fn a_renderer_may_go_to_its_worker() {
    let renderer = Renderer::default();
    let worker = std::thread::spawn(move || renderer.pdf(&Paper::Manifest(manifest(Lang::En, 1)), MADE_AT));
    assert_eq!(worker.join().expect("no panic").expect("printable").pages, 1);
}

#[test]
fn copies_of_an_item_label_are_as_many_as_asked_for() {
    let item = ItemLabel {
        code: "4711234567899".into(),
        name: "三張".into(),
        copies: 3,
        ..ItemLabel::default()
    };
    let paper = |layout| {
        Paper::ItemLabels(ItemLabels {
            items: vec![item.clone()],
            layout,
            ..ItemLabels::default()
        })
    };
    let renderer = Renderer::default();
    let pages = |layout| pdf_text(&renderer.pdf(&paper(layout), MADE_AT).expect("printable").pdf);
    assert_eq!(pages(ItemLayout::Single).len(), 3);
    assert_eq!(pages(ItemLayout::Sheet).concat().matches("三張").count(), 3);
}
