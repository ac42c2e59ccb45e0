//! Views by hand: every screen and state, in both languages, with names as long as shops make them.

use super::view::*;
use shared::lang::Lang;

/// One text in both languages.
pub fn t(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::ZhTw => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

pub fn base(lang: Lang, screen: Screen, body: Body) -> View {
    View {
        screen,
        lang,
        theme: Theme::Light,
        title: String::new(),
        who: t(lang, "林小美", "Lin Xiaomei"),
        sync: synced(lang),
        band: band(Severity::Waiting, "", "", ""),
        body,
        actions: vec![],
        more: vec![],
        overlay: None,
        banner: String::new(),
    }
}

pub fn synced(lang: Lang) -> SyncWord {
    SyncWord {
        text: t(lang, "已同步", "Synced"),
        state: SyncState::Synced,
    }
}

pub fn pending(lang: Lang) -> SyncWord {
    SyncWord {
        text: t(lang, "待傳 12", "12 to send"),
        state: SyncState::Pending,
    }
}

pub fn offline(lang: Lang) -> SyncWord {
    SyncWord {
        text: t(lang, "離線 37 分鐘", "Offline 37 min"),
        state: SyncState::Offline,
    }
}

pub fn band(severity: Severity, code: &str, title: &str, detail: &str) -> Band {
    Band {
        severity,
        code: code.into(),
        title: title.into(),
        detail: detail.into(),
    }
}

pub fn action(id: &str, label: String, kind: ActionKind) -> Action {
    Action {
        id: id.into(),
        label,
        kind,
    }
}

fn tea(lang: Lang) -> ItemView {
    ItemView {
        id: "tea".into(),
        name: t(
            lang,
            "阿里山高山烏龍茶葉禮盒 150g 二入（附提袋）",
            "Alishan high-mountain oolong gift box, 150 g, two tins with bag",
        ),
        sku: "TEA-0150-2".into(),
        pack: t(lang, "1 箱 = 12 個", "1 carton = 12 pieces"),
        lot: t(
            lang,
            "批號 L2611 · 效期 2027-03-31",
            "Lot L2611 · best before 2027-03-31",
        ),
        initials: t(lang, "茶", "TE"),
        hue: 120,
    }
}

fn mug(lang: Lang) -> ItemView {
    ItemView {
        id: "mug".into(),
        name: t(
            lang,
            "霧面陶瓷馬克杯 350ml 墨綠",
            "Matte ceramic mug 350 ml, dark green",
        ),
        sku: "MUG-350-GR".into(),
        pack: String::new(),
        lot: String::new(),
        initials: t(lang, "杯", "MU"),
        hue: 210,
    }
}

fn endless(lang: Lang) -> ItemView {
    ItemView {
        id: "endless".into(),
        name: t(
            lang,
            "【限量加贈】日本進口超細纖維吸水速乾浴巾三件組 加厚款 140×70 公分 霧霾藍／奶茶色／深灰 隨機出貨 不挑款",
            "[Limited gift] Imported Japanese microfibre quick-dry bath towel set of three, extra thick, 140 × 70 cm, assorted",
        ),
        sku: "TOWEL-JP-140-3SET-RND".into(),
        pack: t(
            lang,
            "1 箱 = 24 組，1 盒 = 6 組",
            "1 carton = 24 sets, 1 box = 6 sets",
        ),
        lot: String::new(),
        initials: t(lang, "巾", "TO"),
        hue: 330,
    }
}

fn pick_actions(lang: Lang) -> Vec<Action> {
    vec![
        action("short", t(lang, "缺貨", "Short"), ActionKind::Plain),
        action("unreadable", t(lang, "刷不到", "Can't scan"), ActionKind::Plain),
        action("undo", t(lang, "復原", "Undo"), ActionKind::Plain),
    ]
}

fn more(lang: Lang) -> Vec<Action> {
    vec![
        action(
            "pause",
            t(lang, "暫停，回首頁", "Pause, back to home"),
            ActionKind::Plain,
        ),
        action("key", t(lang, "輸入數量", "Key the quantity"), ActionKind::Plain),
        action("theme", t(lang, "深色畫面", "Dark screen"), ActionKind::Plain),
        action("lang", t(lang, "English", "繁體中文"), ActionKind::Plain),
        action("about", t(lang, "關於", "About"), ActionKind::Plain),
        action("sign_out", t(lang, "登出", "Sign out"), ActionKind::Careful),
    ]
}

fn task(lang: Lang, prompt: &str, place: &str, item: Option<ItemView>, done: i64, target: i64) -> TaskView {
    TaskView {
        prompt: prompt.into(),
        place: place.into(),
        place_done: false,
        item,
        done,
        target,
        unit: t(lang, "個", "pieces"),
        progress: t(lang, "第 3 行，共 12 行", "Line 3 of 12"),
        progress_done: 2,
        progress_total: 12,
    }
}

fn pick(lang: Lang, band: Band, task: TaskView) -> View {
    View {
        title: t(lang, "揀貨 PK261123-0007", "Pick PK261123-0007"),
        band,
        actions: pick_actions(lang),
        more: more(lang),
        ..base(lang, Screen::Pick, Body::Task(task))
    }
}

pub fn sign_in(lang: Lang) -> Vec<(&'static str, View)> {
    let title = t(lang, "嗶倉", "Beeline");
    let badge = View {
        title: title.clone(),
        who: String::new(),
        band: band(
            Severity::Waiting,
            "sign_in.badge",
            &t(lang, "請刷員工證", "Scan your badge"),
            &t(lang, "士林倉 · 手持機 03", "Shilin warehouse · handheld 03"),
        ),
        more: more(lang),
        ..base(
            lang,
            Screen::SignIn,
            Body::SignIn(SignIn {
                name: String::new(),
                pin_length: 0,
            }),
        )
    };
    let pin = View {
        band: band(
            Severity::Waiting,
            "sign_in.pin",
            &t(lang, "輸入 PIN 碼", "Key your PIN"),
            "",
        ),
        more: vec![],
        body: Body::SignIn(SignIn {
            name: t(lang, "林小美", "Lin Xiaomei"),
            pin_length: 0,
        }),
        ..badge.clone()
    };
    let typing = View {
        body: Body::SignIn(SignIn {
            name: t(lang, "林小美", "Lin Xiaomei"),
            pin_length: 3,
        }),
        ..pin.clone()
    };
    let wrong = View {
        band: band(
            Severity::Stopped,
            "sign_in.wrong_pin",
            &t(lang, "PIN 碼不對", "Wrong PIN"),
            &t(
                lang,
                "還可以試 4 次。忘記了請找主管重設。",
                "4 tries left. Forgotten? A lead can set a new one.",
            ),
        ),
        ..pin.clone()
    };
    let rare = View {
        body: Body::SignIn(SignIn {
            name: "𠮷田堃".into(),
            pin_length: 4,
        }),
        ..pin.clone()
    };
    vec![
        ("sign_in_badge", badge),
        ("sign_in_pin", pin),
        ("sign_in_typing", typing),
        ("sign_in_wrong", wrong),
        ("sign_in_rare_name", rare),
    ]
}

pub fn home(lang: Lang) -> Vec<(&'static str, View)> {
    let tile = |id: &str, label: String, count, detail: String| Tile {
        id: id.into(),
        label,
        count,
        detail,
    };
    let tiles = vec![
        tile(
            "pick",
            t(lang, "揀貨", "Pick"),
            3,
            t(lang, "3 張單，共 41 件", "3 lists, 41 pieces"),
        ),
        tile(
            "pack",
            t(lang, "包裝", "Pack"),
            12,
            t(lang, "12 筆訂單待包裝", "12 orders to pack"),
        ),
        tile(
            "handover",
            t(lang, "點交物流", "Hand over"),
            128,
            t(lang, "4 家物流，128 件", "4 carriers, 128 parcels"),
        ),
    ];
    let work = View {
        title: t(lang, "士林倉", "Shilin warehouse"),
        band: band(
            Severity::Waiting,
            "home.ready",
            &t(lang, "選工作，或直接刷單", "Choose work, or scan a list"),
            &t(lang, "揀貨單、物流箱、訂單都可以刷", "Pick list, tote or order"),
        ),
        more: more(lang),
        ..base(lang, Screen::Home, Body::Home { tiles })
    };
    let clock = View {
        banner: t(
            lang,
            "這台的時鐘慢了 3 小時，已改用伺服器時間。",
            "This device's clock is 3 hours slow; server time is used instead.",
        ),
        sync: SyncWord {
            text: t(lang, "已停用", "Revoked"),
            state: SyncState::Halted,
        },
        ..work.clone()
    };
    let empty = View {
        band: band(
            Severity::Waiting,
            "home.empty",
            &t(lang, "目前沒有工作", "Nothing to do"),
            "",
        ),
        body: Body::Message {
            title: t(lang, "沒有可做的單", "No work on this device"),
            text: t(
                lang,
                "辦公室放單後會自動出現，不用重新整理。",
                "It appears by itself when the office releases orders.",
            ),
        },
        sync: pending(lang),
        ..work.clone()
    };
    vec![("home", work), ("home_clock", clock), ("home_empty", empty)]
}

pub fn choose(lang: Lang) -> Vec<(&'static str, View)> {
    let row = |id: &str, title: &str, detail: String, value: String, tone| RowView {
        id: id.into(),
        title: title.into(),
        detail,
        value,
        tone,
    };
    let pieces = |n: i64| t(lang, &format!("{n} 件"), &format!("{n} pcs"));
    let mut rows = vec![
        row(
            "a",
            "PK261123-0007",
            t(
                lang,
                "12 行 · A、B 區 · 黑貓宅急便",
                "12 lines · zones A, B · T-Cat",
            ),
            pieces(41),
            Tone::Active,
        ),
        row(
            "b",
            "PK261123-0008",
            t(lang, "4 行 · C 區 · 新竹物流", "4 lines · zone C · HCT"),
            pieces(9),
            Tone::Plain,
        ),
        row(
            "c",
            "PK261123-0009",
            t(lang, "王大明 正在揀", "Wang Daming is picking"),
            pieces(120),
            Tone::Stopped,
        ),
        row(
            "d",
            "PK261123-0005",
            t(lang, "已揀完", "Picked"),
            pieces(22),
            Tone::Done,
        ),
    ];
    let some = View {
        title: t(lang, "揀貨", "Pick"),
        band: band(
            Severity::Waiting,
            "choose.list",
            &t(lang, "選一張，或刷揀貨單", "Choose a list, or scan one"),
            "",
        ),
        actions: vec![action("back", t(lang, "返回", "Back"), ActionKind::Plain)],
        ..base(
            lang,
            Screen::Choose,
            Body::Rows {
                heading: t(lang, "這台上的揀貨單", "Lists on this device"),
                rows: rows.clone(),
            },
        )
    };
    for n in 10..60 {
        let title = format!("PK261122-{n:04}");
        rows.push(row(
            &title,
            &title,
            t(lang, "8 行 · D 區", "8 lines · zone D"),
            pieces(n),
            Tone::Plain,
        ));
    }
    let many = View {
        sync: offline(lang),
        body: Body::Rows {
            heading: t(lang, "這台上的揀貨單", "Lists on this device"),
            rows,
        },
        ..some.clone()
    };
    vec![("choose", some), ("choose_many", many)]
}

pub fn picking(lang: Lang) -> Vec<(&'static str, View)> {
    let scan_bin = t(lang, "到這個儲位，刷儲位條碼", "Go here and scan the bin");
    let scan_item = t(lang, "刷商品", "Scan the item");
    let at = |item, done, target| TaskView {
        place_done: true,
        ..task(lang, &scan_item, "A-03-2", Some(item), done, target)
    };
    let tote = pick(
        lang,
        band(
            Severity::Waiting,
            "pick.scan_tote",
            &t(lang, "刷物流箱", "Scan a tote"),
            &t(lang, "這張單還沒有物流箱", "This list has no tote yet"),
        ),
        TaskView {
            progress: t(lang, "共 12 行，41 件", "12 lines, 41 pieces"),
            progress_done: 0,
            ..task(
                lang,
                &t(
                    lang,
                    "拿一個空的物流箱，刷它的條碼",
                    "Take an empty tote and scan it",
                ),
                "PK261123-0007",
                None,
                0,
                0,
            )
        },
    );
    let bin = pick(
        lang,
        band(
            Severity::Waiting,
            "pick.scan_bin",
            &t(lang, "刷儲位", "Scan the bin"),
            "A-03-2",
        ),
        task(lang, &scan_bin, "A-03-2", Some(tea(lang)), 0, 12),
    );
    let item = pick(
        lang,
        band(
            Severity::Right,
            "pick.bin_right",
            &t(lang, "儲位正確", "Right bin"),
            &t(lang, "刷商品", "Now scan the item"),
        ),
        at(tea(lang), 0, 12),
    );
    let counted = View {
        sync: pending(lang),
        ..pick(
            lang,
            band(
                Severity::Right,
                "pick.counted",
                &t(lang, "3 / 12", "3 of 12"),
                &t(lang, "還要 9 個", "9 more"),
            ),
            at(tea(lang), 3, 12),
        )
    };
    let done = pick(
        lang,
        band(
            Severity::Right,
            "pick.line_done",
            &t(lang, "這行完成", "Line done"),
            &t(lang, "下一個儲位 B-11-04-3", "Next bin: B-11-04-3"),
        ),
        task(lang, &scan_bin, "B-11-04-3", Some(mug(lang)), 0, 1),
    );
    let wrong_item = pick(
        lang,
        band(
            Severity::Stopped,
            "pick.wrong_item",
            &t(lang, "商品不對", "Wrong item"),
            &t(
                lang,
                "要：阿里山高山烏龍茶葉禮盒\n刷到：霧面陶瓷馬克杯 350ml 墨綠",
                "Wanted: Alishan oolong gift box\nScanned: Matte ceramic mug 350 ml, dark green",
            ),
        ),
        at(tea(lang), 3, 12),
    );
    let wrong_bin = pick(
        lang,
        band(
            Severity::Stopped,
            "pick.wrong_bin",
            &t(lang, "儲位不對", "Wrong bin"),
            &t(lang, "要到 A-03-2，這裡是 A-02-3", "Go to A-03-2; this is A-02-3"),
        ),
        task(lang, &scan_bin, "A-03-2", Some(tea(lang)), 0, 12),
    );
    let too_many = pick(
        lang,
        band(
            Severity::Stopped,
            "pick.carton_too_big",
            &t(lang, "整箱太多", "A carton is too many"),
            &t(
                lang,
                "還要 5，整箱 12：拆箱刷單件",
                "5 to go, a carton holds 12: open it and scan pieces",
            ),
        ),
        at(tea(lang), 7, 12),
    );
    let again = pick(
        lang,
        band(
            Severity::Careful,
            "pick.scan_again",
            &t(lang, "再刷一次確認", "Scan again to confirm"),
            &t(
                lang,
                "這個條碼屬於兩個商品，要的是 TEA-0150-2",
                "Two items share this code; TEA-0150-2 is wanted",
            ),
        ),
        at(tea(lang), 3, 12),
    );
    let unknown = View {
        sync: offline(lang),
        ..pick(
            lang,
            band(
                Severity::Stopped,
                "pick.unknown",
                &t(lang, "不認識的條碼", "Unknown barcode"),
                &t(
                    lang,
                    "4710088419999 沒有建檔。已記下，請放一旁。",
                    "4710088419999 is on no item. It is noted; put it aside.",
                ),
            ),
            at(tea(lang), 3, 12),
        )
    };
    let long = pick(
        lang,
        band(
            Severity::Waiting,
            "pick.scan_item",
            &t(lang, "刷商品", "Scan the item"),
            "",
        ),
        TaskView {
            place: "WH2-COLD-B-114-03".into(),
            ..at(endless(lang), 128, 1440)
        },
    );
    let finished = View {
        actions: vec![action("done", t(lang, "下一張單", "Next list"), ActionKind::Main)],
        more: vec![],
        ..pick(
            lang,
            band(
                Severity::Right,
                "pick.list_done",
                &t(lang, "整張單揀完了", "List done"),
                &t(lang, "把 T-0012 放到包裝台", "Take T-0012 to the packing bench"),
            ),
            TaskView {
                place_done: true,
                progress: t(lang, "12 行都完成", "All 12 lines done"),
                progress_done: 12,
                ..task(
                    lang,
                    &t(lang, "送到包裝台", "Take to the bench"),
                    "T-0012",
                    None,
                    0,
                    0,
                )
            },
        )
    };
    let dark = View {
        theme: Theme::Dark,
        ..counted.clone()
    };
    let dark_wrong = View {
        theme: Theme::Dark,
        ..wrong_item.clone()
    };
    let dark_waiting = View {
        theme: Theme::Dark,
        ..bin.clone()
    };
    vec![
        ("pick_tote", tote),
        ("pick_bin", bin),
        ("pick_item", item),
        ("pick_counted", counted),
        ("pick_line_done", done),
        ("pick_wrong_item", wrong_item),
        ("pick_wrong_bin", wrong_bin),
        ("pick_too_many", too_many),
        ("pick_scan_again", again),
        ("pick_unknown", unknown),
        ("pick_long", long),
        ("pick_done", finished),
        ("pick_dark", dark),
        ("pick_dark_wrong", dark_wrong),
        ("pick_dark_waiting", dark_waiting),
    ]
}

pub fn packing(lang: Lang) -> Vec<(&'static str, View)> {
    let line = |item, done, target, short, current| {
        let item: ItemView = item;
        PackLineView {
            id: item.id.clone(),
            item,
            done,
            target,
            short,
            current,
        }
    };
    let pack = |prompt: String| PackView {
        prompt,
        order: "241123ABCD1234".into(),
        customer: "王○明".into(),
        carrier: t(lang, "黑貓宅急便", "T-Cat"),
        notes: vec![],
        lines: vec![line(tea(lang), 0, 2, 0, false), line(mug(lang), 0, 1, 0, false)],
        done: 0,
        target: 3,
        unit: t(lang, "件", "pieces"),
        carton: String::new(),
        weight: String::new(),
        label: String::new(),
    };
    let view = |band: Band, body: PackView| View {
        title: t(lang, "包裝 T-0012", "Pack T-0012"),
        band,
        actions: vec![
            action("short", t(lang, "缺件", "Short"), ActionKind::Plain),
            action("undo", t(lang, "復原", "Undo"), ActionKind::Plain),
        ],
        more: more(lang),
        ..base(lang, Screen::Pack, Body::Pack(body))
    };
    let scan_each = t(lang, "逐件刷商品", "Scan every piece");
    let start = view(
        band(
            Severity::Waiting,
            "pack.scan_items",
            &t(lang, "逐件刷商品", "Scan every piece"),
            "",
        ),
        pack(scan_each.clone()),
    );
    let part = view(
        band(
            Severity::Right,
            "pack.counted",
            &t(lang, "對了", "Right"),
            &t(
                lang,
                "阿里山高山烏龍茶葉禮盒 1 / 2",
                "Alishan oolong gift box 1 of 2",
            ),
        ),
        PackView {
            notes: vec![
                t(lang, "代收 NT$1,280", "COD NT$1,280"),
                t(lang, "冷藏", "Chilled"),
            ],
            lines: vec![
                line(tea(lang), 1, 2, 0, true),
                line(mug(lang), 1, 1, 0, false),
                line(endless(lang), 0, 1, 1, false),
                line(
                    ItemView {
                        id: "x".into(),
                        ..mug(lang)
                    },
                    0,
                    3,
                    0,
                    false,
                ),
                line(
                    ItemView {
                        id: "y".into(),
                        ..tea(lang)
                    },
                    0,
                    9,
                    0,
                    false,
                ),
            ],
            done: 2,
            target: 16,
            ..pack(scan_each.clone())
        },
    );
    let many = view(
        band(
            Severity::Right,
            "pack.counted",
            &t(lang, "對了", "Right"),
            &t(lang, "第 9 項完成", "Line 9 done"),
        ),
        PackView {
            lines: (0..12)
                .map(|n| {
                    let item = if n % 2 == 0 { tea(lang) } else { mug(lang) };
                    line(
                        ItemView {
                            id: n.to_string(),
                            hue: n * 30,
                            ..item
                        },
                        i64::from(n == 8) * 3,
                        3,
                        0,
                        n == 8,
                    )
                })
                .collect(),
            done: 3,
            target: 36,
            ..pack(scan_each.clone())
        },
    );
    let surplus = view(
        band(
            Severity::Stopped,
            "pack.not_in_order",
            &t(lang, "這件不在訂單裡", "Not in this order"),
            &t(
                lang,
                "霧面陶瓷馬克杯 350ml 墨綠，請放退架區",
                "Matte ceramic mug: put it on the put-back shelf",
            ),
        ),
        pack(scan_each.clone()),
    );
    let full = PackView {
        lines: vec![line(tea(lang), 2, 2, 0, false), line(mug(lang), 1, 1, 0, true)],
        done: 3,
        carton: t(lang, "3 號箱", "Carton 3"),
        weight: "1.24 kg".into(),
        label: "BL0000001234".into(),
        ..pack(t(lang, "貼上寄送單，刷它", "Stick the label on and scan it"))
    };
    let label = View {
        actions: vec![
            action("weight", t(lang, "重量", "Weight"), ActionKind::Plain),
            action("undo", t(lang, "復原", "Undo"), ActionKind::Plain),
            action(
                "print",
                t(lang, "補印寄送單", "Print label again"),
                ActionKind::Plain,
            ),
        ],
        ..view(
            band(
                Severity::Information,
                "pack.scan_label",
                &t(lang, "刷寄送單", "Scan the label"),
                "BL0000001234",
            ),
            full.clone(),
        )
    };
    let other_label = view(
        band(
            Severity::Stopped,
            "pack.label_of_other",
            &t(lang, "這是別張訂單的寄送單", "Label of another order"),
            &t(
                lang,
                "BL0000001235 屬於訂單 241123ABCD1299",
                "BL0000001235 belongs to order 241123ABCD1299",
            ),
        ),
        full.clone(),
    );
    let closed = View {
        actions: vec![action("next", t(lang, "下一筆", "Next order"), ActionKind::Main)],
        sync: offline(lang),
        ..view(
            band(
                Severity::Right,
                "pack.closed",
                &t(lang, "包裹完成", "Parcel closed"),
                &t(lang, "放到黑貓的集貨區", "Put it on the T-Cat pile"),
            ),
            full,
        )
    };
    let waiting = View {
        title: t(lang, "包裝", "Pack"),
        band: band(
            Severity::Waiting,
            "pack.scan_source",
            &t(lang, "刷物流箱或訂單", "Scan a tote or an order"),
            "",
        ),
        body: Body::Message {
            title: t(lang, "從物流箱開始", "Start with a tote"),
            text: t(
                lang,
                "刷物流箱、揀貨單或訂單的條碼。揀貨的手持機還沒連線也可以包。",
                "Scan a tote, a pick list or an order. The picker's device need not be online.",
            ),
        },
        actions: vec![action("back", t(lang, "返回", "Back"), ActionKind::Plain)],
        ..start.clone()
    };
    let dark = View {
        theme: Theme::Dark,
        ..part.clone()
    };
    vec![
        ("pack_waiting", waiting),
        ("pack_start", start),
        ("pack_part", part),
        ("pack_many", many),
        ("pack_surplus", surplus),
        ("pack_label", label),
        ("pack_other_label", other_label),
        ("pack_closed", closed),
        ("pack_dark", dark),
    ]
}

pub fn handover(lang: Lang) -> Vec<(&'static str, View)> {
    let parcel = |n: i64, tone| RowView {
        id: n.to_string(),
        title: format!("BL00000012{n:02}"),
        detail: format!("241123ABCD12{n:02}"),
        value: if n % 3 == 0 {
            "NT$1,280".into()
        } else {
            String::new()
        },
        tone,
    };
    let body = HandoverView {
        prompt: t(lang, "逐件刷包裹", "Scan each parcel"),
        carrier: t(lang, "黑貓宅急便", "T-Cat"),
        parcels: 18,
        waiting: 6,
        cod: "NT$12,800".into(),
        as_of: String::new(),
        scanned: (0..18).rev().map(|n| parcel(n, Tone::Done)).collect(),
    };
    let going = View {
        title: t(lang, "點交 黑貓宅急便", "Hand over T-Cat"),
        band: band(
            Severity::Right,
            "handover.counted",
            &t(lang, "第 18 件", "Parcel 18"),
            &t(lang, "還有 6 件", "6 still here"),
        ),
        actions: vec![
            action("undo", t(lang, "復原", "Undo"), ActionKind::Plain),
            action("close", t(lang, "司機簽收", "Driver signs"), ActionKind::Main),
        ],
        more: more(lang),
        ..base(lang, Screen::Handover, Body::Handover(body.clone()))
    };
    let empty = View {
        band: band(
            Severity::Waiting,
            "handover.scan",
            &t(lang, "刷第一件包裹", "Scan the first parcel"),
            "",
        ),
        actions: vec![action("back", t(lang, "返回", "Back"), ActionKind::Plain)],
        body: Body::Handover(HandoverView {
            parcels: 0,
            waiting: 24,
            cod: String::new(),
            scanned: vec![],
            ..body.clone()
        }),
        ..going.clone()
    };
    let far = View {
        band: band(
            Severity::Stopped,
            "handover.cancelled",
            &t(lang, "這筆訂單取消了", "Order cancelled"),
            &t(
                lang,
                "BL0000001217 不要交出去，拿回包裝台",
                "Do not hand BL0000001217 over; take it to the bench",
            ),
        ),
        sync: offline(lang),
        body: Body::Handover(HandoverView {
            as_of: t(lang, "取消資料截至 14:05", "Cancellations as of 14:05"),
            ..body
        }),
        ..going.clone()
    };
    let sign = View {
        overlay: Some(Overlay::Signature {
            title: t(lang, "司機簽收", "Driver signs"),
            driver: t(lang, "陳志明", "Chen Zhiming"),
            summary: t(
                lang,
                "黑貓宅急便 18 件，代收 NT$12,800",
                "T-Cat, 18 parcels, COD NT$12,800",
            ),
            ok: t(lang, "結單", "Close manifest"),
        }),
        ..going.clone()
    };
    vec![
        ("handover", going),
        ("handover_empty", empty),
        ("handover_cancelled", far),
        ("handover_signature", sign),
    ]
}

/// What arrived from the scanner, and what is set.
pub fn scanner(lang: Lang) -> Vec<(&'static str, View)> {
    let row = |id: &str, title: String, detail: String, value: &str| RowView {
        id: id.into(),
        title,
        detail,
        value: value.into(),
        tone: Tone::Plain,
    };
    let none = t(lang, "無", "none");
    let settings = vec![
        row(
            "scanner.gap",
            t(lang, "按鍵間隔", "Gap between keys"),
            t(
                lang,
                "比這慢就當成人在打字",
                "Slower than this is a person typing",
            ),
            "50 ms",
        ),
        row(
            "scanner.prefix",
            t(lang, "前綴", "Prefix"),
            t(
                lang,
                "條碼前面多打的字，會拿掉",
                "Typed before each code; taken off",
            ),
            "~",
        ),
        row(
            "scanner.suffix",
            t(lang, "後綴", "Suffix"),
            t(
                lang,
                "條碼後面多打的字，會拿掉",
                "Typed after each code; taken off",
            ),
            &none,
        ),
        row(
            "scanner.gs",
            t(lang, "GS 代用字元", "Substitute for GS"),
            t(lang, "掃描器打這個字代替 GS", "What the scanner types for GS"),
            "|",
        ),
        row(
            "scanner.double",
            t(lang, "連按算一下", "Double trigger"),
            t(lang, "照倉庫的設定", "As the warehouse has it"),
            "400 ms",
        ),
    ];
    let body = ScannerView {
        prompt: t(lang, "試刷", "Try it"),
        arrived: "~]C101020000000000081727033110L2611|21S001".into(),
        about: t(
            lang,
            "gs1_128 · GS1 · 間隔最長 12 毫秒",
            "gs1_128 · GS1 · gaps up to 12 ms",
        ),
        elements: vec![
            "(01) GTIN 02000000000008".into(),
            "(17) USE BY OR EXPIRY 270331".into(),
            "(10) BATCH/LOT L2611".into(),
            "(21) SERIAL S001".into(),
            "→ ]C101020000000000081727033110L2611<GS>21S001".into(),
        ],
        settings,
    };
    let came = View {
        title: t(lang, "掃描器設定", "Scanner settings"),
        who: t(lang, "阿國", "Ah Kuo"),
        band: band(
            Severity::Right,
            "scanner.came",
            &t(lang, "讀到了", "It arrived"),
            "]C101020000000000081727033110L2611<GS>21…",
        ),
        actions: vec![
            action(
                "scanner.standard",
                t(lang, "恢復標準", "Back to standard"),
                ActionKind::Plain,
            ),
            action("home", t(lang, "首頁", "Home"), ActionKind::Plain),
        ],
        more: more(lang),
        ..base(lang, Screen::Scanner, Body::Scanner(body.clone()))
    };
    let before = View {
        band: band(
            Severity::Waiting,
            "scanner.try_it",
            &t(lang, "刷任何條碼試試", "Scan any code"),
            &t(
                lang,
                "只是試刷，不會記進任何工作",
                "It is only tried: it does no work",
            ),
        ),
        body: Body::Scanner(ScannerView {
            arrived: t(lang, "還沒刷到條碼", "Nothing has arrived yet"),
            about: String::new(),
            elements: vec![],
            ..body
        }),
        ..came.clone()
    };
    vec![("scanner", came), ("scanner_before", before)]
}

pub fn sheets(lang: Lang) -> Vec<(&'static str, View)> {
    let under = picking(lang)
        .into_iter()
        .find(|(name, _)| *name == "pick_counted")
        .expect("it is there")
        .1;
    let with = |overlay| View {
        overlay: Some(overlay),
        ..under.clone()
    };
    let field = |id: &str, label: String, text: &str| PadField {
        id: id.into(),
        label,
        text: text.into(),
    };
    let pad = with(Overlay::Pad {
        title: t(lang, "輸入數量", "Key the quantity"),
        hint: t(lang, "還要 9 個，1 箱 = 12 個", "9 more; 1 carton = 12 pieces"),
        fields: vec![
            field("carton", t(lang, "箱", "ctn"), ""),
            field("inner", t(lang, "盒", "box"), "1"),
            field("piece", t(lang, "個", "pcs"), "3"),
        ],
        active: "piece".into(),
        total: t(lang, "共 9 個", "9 in all"),
        ok: t(lang, "確定", "OK"),
    });
    let text = with(Overlay::Text {
        id: "last4".into(),
        title: t(lang, "刷不到：輸入末四碼", "Can't scan: key the last four"),
        hint: t(
            lang,
            "貨號或條碼的最後四碼",
            "The last four of the SKU or the barcode",
        ),
        text: "0150".into(),
        ok: t(lang, "確定", "OK"),
    });
    let option = |id: &str, item: ItemView, detail: String| ChoiceOption {
        id: id.into(),
        title: item.name.clone(),
        detail,
        item: Some(item),
    };
    let choice = with(Overlay::Choice {
        title: t(lang, "是哪一個？", "Which one is it?"),
        options: vec![
            option("piece", tea(lang), t(lang, "單件", "One piece")),
            option(
                "carton",
                ItemView {
                    hue: 30,
                    initials: t(lang, "箱", "CT"),
                    ..tea(lang)
                },
                t(lang, "整箱 12 個", "A carton of 12"),
            ),
            option("towel", endless(lang), t(lang, "單件", "One piece")),
        ],
    });
    let reasons = with(Overlay::Choice {
        title: t(lang, "為什麼缺？", "Why is it short?"),
        options: [
            ("空的", "Bin is empty"),
            ("破損", "Damaged"),
            ("找不到", "Cannot find it"),
        ]
        .iter()
        .map(|(zh, en)| ChoiceOption {
            id: (*en).into(),
            title: t(lang, zh, en),
            detail: String::new(),
            item: None,
        })
        .collect(),
    });
    let about = with(Overlay::About {
        version: t(lang, "嗶倉 0.1.0", "Beeline 0.1.0"),
        lines: vec![
            t(
                lang,
                "程式碼：MIT 或 Apache-2.0。字型：Noto Sans TC（SIL OFL 1.1）。",
                "Code: MIT or Apache-2.0. Font: Noto Sans TC (SIL OFL 1.1).",
            ),
            t(lang, "手持機 03，士林倉", "Handheld 03, Shilin warehouse"),
        ],
    });
    let dark = |view: &View| View {
        theme: Theme::Dark,
        ..view.clone()
    };
    vec![
        ("sheet_pad_dark", dark(&pad)),
        ("sheet_text_dark", dark(&text)),
        ("sheet_about_dark", dark(&about)),
        ("sheet_pad", pad),
        ("sheet_text", text),
        ("sheet_choice", choice),
        ("sheet_reasons", reasons),
        ("sheet_more", with(Overlay::More)),
        ("sheet_about", about),
    ]
}

pub fn outside(lang: Lang) -> Vec<(&'static str, View)> {
    let pairing = View {
        title: t(lang, "嗶倉", "Beeline"),
        who: String::new(),
        sync: SyncWord {
            text: t(lang, "未配對", "Not paired"),
            state: SyncState::Offline,
        },
        band: band(
            Severity::Waiting,
            "pairing.scan",
            &t(lang, "刷邀請條碼", "Scan the invitation"),
            "",
        ),
        actions: vec![action(
            "paste",
            t(lang, "輸入邀請碼", "Key the code"),
            ActionKind::Plain,
        )],
        ..base(
            lang,
            Screen::Pairing,
            Body::Message {
                title: t(lang, "這台還沒有加入倉庫", "This device has no warehouse yet"),
                text: t(
                    lang,
                    "在辦公室畫面「手持機」按「邀請」，刷出現的 QR。",
                    "In the office, open Devices, press Invite, and scan the QR it shows.",
                ),
            },
        )
    };
    let used = View {
        band: band(
            Severity::Stopped,
            "pairing.used",
            &t(lang, "邀請碼用過了", "Invitation already used"),
            &t(lang, "請辦公室再開一張。", "Ask the office for a new one."),
        ),
        ..pairing.clone()
    };
    let stopped = View {
        title: t(lang, "揀貨 PK261123-0007", "Pick PK261123-0007"),
        sync: pending(lang),
        band: band(
            Severity::Stopped,
            "stopped.disk_full",
            &t(lang, "沒有存到！停止作業", "Not saved! Stop work"),
            &t(
                lang,
                "儲存空間滿了。上一刷沒有算。",
                "The storage is full. The last scan does not count.",
            ),
        ),
        actions: vec![action(
            "retry",
            t(lang, "再試一次", "Try again"),
            ActionKind::Main,
        )],
        ..base(
            lang,
            Screen::Stopped,
            Body::Message {
                title: t(lang, "請找主管", "Call a lead"),
                text: t(
                    lang,
                    "已經刷過的 12 筆都在，沒有遺失。清出空間後按「再試一次」。",
                    "The 12 scans before it are safe. Free some space, then press Try again.",
                ),
            },
        )
    };
    vec![("pairing", pairing), ("pairing_used", used), ("stopped", stopped)]
}
