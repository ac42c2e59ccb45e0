//! The screens of the returns bench: the parcel, the piece, its verdict, its way, the end.

use super::{Parts, action, common_more, item_scan, pad, plain, t};
use crate::flows::day;
use crate::flows::inspect::{
    self as flows, At, Piece, Sheet, State, Target, Verdict, choices, compared, inspected, keyed_question,
    lacks_photo, may_key, next_missing, number, on_the_bench, questions_of, row, undo_label,
};
use crate::flows::{Look, Looked};
use crate::view::{
    Action, ActionKind, Body, ChoiceOption, ItemView, Overlay, PadField, RowView, Screen, TaskView, Tone,
};
use shared::catalogue::Unit;
use shared::inspect::{Finding, Grade, ReturnReason};
use shared::lang::Lang;
use shared::stock::Lot;
use shared::task::Return;

/// Rows on the screen at most; what is not shown is scanned.
const ROWS: usize = 100;

pub fn view(state: &State, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let row = row(state, look)?;
    let mut more = common_more(lang);
    let title = match (&state.parcel, &state.lane) {
        (None, Some(_)) => t(lang, "未拆封快速通道", "Unopened: fast lane"),
        (Some(_), _) if state.at != At::Unknown => {
            format!(
                "{} {}",
                t(lang, "退貨檢驗", "Returns"),
                number(state, row.as_ref())
            )
        }
        _ => t(lang, "退貨檢驗", "Returns"),
    };
    Ok(Parts {
        screen: Screen::Inspect,
        title,
        body: body(state, row.as_ref(), lang, look)?,
        actions: actions(state, &mut more, lang, look)?,
        more,
        overlay: match &state.sheet {
            Some(sheet) => overlay(state, sheet, lang, look)?,
            None => None,
        },
    })
}

fn task(prompt: String, place: String) -> TaskView {
    TaskView {
        prompt,
        place,
        place_done: false,
        note: String::new(),
        item: None,
        done: 0,
        target: 0,
        unit: String::new(),
        progress: String::new(),
        progress_done: 0,
        progress_total: 0,
    }
}

fn body(state: &State, row: Option<&Return>, lang: Lang, look: &dyn Look) -> Looked<Body> {
    Ok(match &state.at {
        At::Parcel => match &state.lane {
            Some(lane) => Body::Task(TaskView {
                place_done: !state.tote.is_empty(),
                progress: counted(lane.parcels, lane.pieces, lang),
                ..task(
                    if state.tote.is_empty() {
                        t(lang, "先刷物流箱", "Scan a tote first")
                    } else {
                        t(lang, "封條完好的，一包刷一下", "Unopened ones: one scan a parcel")
                    },
                    state.tote.clone(),
                )
            }),
            None => bench(state, lang, look)?,
        },
        At::Unknown => Body::Task(TaskView {
            progress: photos(state, lang),
            ..task(
                t(
                    lang,
                    "拍外箱和面單，再刷商品",
                    "Photo of the parcel, then scan an item",
                ),
                number(state, row),
            )
        }),
        At::Item { last } => {
            let item = match last {
                Some(last) => look
                    .item(last.item)?
                    .map(|item| item_scan::goods_view(&item, last, lang)),
                None => None,
            };
            let pieces = inspected(row);
            let progress = match (&item, state.tote.as_str(), lang) {
                (None, _, Lang::ZhTw) => format!("已驗 {pieces} 個"),
                (None, _, Lang::En) => format!("{pieces} inspected"),
                (Some(_), "", _) => t(lang, "這張退貨已驗", "inspected of this return"),
                (Some(_), tote, Lang::ZhTw) => format!("已驗 · 良品 → {tote}"),
                (Some(_), tote, Lang::En) => format!("inspected · good → {tote}"),
            };
            Body::Task(TaskView {
                item,
                done: pieces,
                unit: Unit::Piece.text(lang).to_owned(),
                progress,
                ..task(t(lang, "刷裡面的商品", "Scan what is in it"), number(state, row))
            })
        }
        At::Questions { piece, answers, each } => question(piece, answers.len(), *each, lang, look)?,
        At::Decide { piece, verdict } => decide(state, piece, verdict, lang, look)?,
        At::Plate { piece, verdict, code } => Body::Task(TaskView {
            progress: format!(
                "{} → {}",
                verdict.grade.text(lang),
                verdict.disposition.text(lang)
            ),
            ..of_piece(
                piece,
                t(
                    lang,
                    "貼上標籤再刷它，或刷物流箱",
                    "Stick the label on and scan it, or a tote",
                ),
                code.clone(),
                lang,
                look,
            )?
        }),
        At::Missing { confirmed } => match next_missing(row, confirmed) {
            Some(missing) => {
                let item = look.item(missing.item)?;
                let came = row.map_or(0, |row| row.inspected_of(missing.item));
                Body::Task(TaskView {
                    item: item.map(|item| super::item_view(&item, &Lot::default(), lang)),
                    done: came,
                    target: came + missing.quantity,
                    unit: Unit::Piece.text(lang).to_owned(),
                    progress: t(lang, "驗到 / 申請", "came / declared"),
                    ..task(t(lang, "真的沒有？", "Really not there?"), number(state, row))
                })
            }
            None => ends(row, lang, look)?,
        },
        At::Closing { .. } => ends(row, lang, look)?,
    })
}

fn counted(parcels: i64, pieces: i64, lang: Lang) -> String {
    match lang {
        Lang::ZhTw => format!("{parcels} 包 · {pieces} 個"),
        Lang::En => format!("Parcels: {parcels} · pieces: {pieces}"),
    }
}

fn photos(state: &State, lang: Lang) -> String {
    match (state.photos.len(), lang) {
        (0, _) => t(lang, "還沒有照片", "No photo yet"),
        (n, Lang::ZhTw) => format!("照片 {n}"),
        (n, Lang::En) => format!("Photos: {n}"),
    }
}

/// Returns that stand on the bench.
fn bench(state: &State, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let offset = look.settings().utc_offset_min;
    let rows: Vec<RowView> = on_the_bench(state, look)?
        .iter()
        .take(ROWS)
        .map(|row| {
            let at = row
                .arrived
                .map_or_else(String::new, |at| super::clock(at, offset));
            let parts = [row.source.text(lang), row.order_no.as_str(), at.as_str()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            RowView {
                id: format!("return.{}", row.id),
                title: if row.called().is_empty() {
                    row.order_no.clone()
                } else {
                    row.called().to_owned()
                },
                detail: parts.join(" · "),
                value: inspected(Some(row)).to_string(),
                tone: Tone::Active,
            }
        })
        .collect();
    if rows.is_empty() {
        return Ok(Body::Message {
            title: t(lang, "檢驗台是空的", "The bench is empty"),
            text: t(
                lang,
                "刷包裹上任何號碼。未拆封的一整批，按快速通道。",
                "Scan any number on a parcel. For many unopened ones, press Fast lane.",
            ),
        });
    }
    Ok(Body::Rows {
        heading: t(lang, "在檢驗台上，已驗幾個", "On the bench, and pieces inspected"),
        rows,
    })
}

fn piece_view(piece: &Piece, lang: Lang, look: &dyn Look) -> Looked<Option<ItemView>> {
    let goods = &piece.goods;
    Ok(look
        .item(goods.item)?
        .map(|item| item_scan::goods_view(&item, goods, lang)))
}

fn of_piece(piece: &Piece, prompt: String, place: String, lang: Lang, look: &dyn Look) -> Looked<TaskView> {
    Ok(TaskView {
        item: piece_view(piece, lang, look)?,
        done: piece.goods.quantity,
        unit: Unit::Piece.text(lang).to_owned(),
        ..task(prompt, place)
    })
}

fn question(piece: &Piece, n: usize, each: bool, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let questions = questions_of(piece, look)?;
    let words: Vec<&str> = questions.iter().map(|question| question.text(lang)).collect();
    let (prompt, place) = match (each, lang) {
        (false, _) => (
            flows::words(piece, lang, look)?,
            t(lang, "全部完好？", "All fine?"),
        ),
        (true, Lang::ZhTw) => (
            format!("第 {} 題，共 {} 題", n + 1, words.len()),
            words.get(n).copied().unwrap_or_default().to_owned(),
        ),
        (true, Lang::En) => (
            format!("Question {} of {}", n + 1, words.len()),
            words.get(n).copied().unwrap_or_default().to_owned(),
        ),
    };
    let total = i64::try_from(words.len()).unwrap_or(0);
    Ok(Body::Task(TaskView {
        progress_done: if each { i64::try_from(n).unwrap_or(0) } else { 0 },
        progress_total: if each { total } else { 0 },
        ..of_piece(piece, prompt, place, lang, look)?
    }))
}

fn decide(state: &State, piece: &Piece, verdict: &Verdict, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let mut parts = Vec::new();
    if !state.photos.is_empty() {
        parts.push(photos(state, lang));
    }
    if let Some(finding) = verdict.finding {
        parts.push(finding.text(lang).to_owned());
    }
    if verdict.grade != verdict.suggested {
        let suggested = verdict.suggested.code().to_uppercase();
        parts.push(format!("{} {suggested}", t(lang, "建議", "suggested")));
    }
    if !verdict.remark.is_empty() {
        parts.push(verdict.remark.clone());
    }
    let to = match state.tote.as_str() {
        tote if verdict.disposition == shared::inspect::Disposition::Restock && !tote.is_empty() => {
            format!("{} → {tote}", verdict.disposition.text(lang))
        }
        _ => verdict.disposition.text(lang).to_owned(),
    };
    let note = if lacks_photo(state, verdict) {
        t(
            lang,
            "這一級要拍照；沒有照片只能待判",
            "This grade wants a photo; without one it is held",
        )
    } else {
        String::new()
    };
    Ok(Body::Task(TaskView {
        note,
        progress: parts.join(" · "),
        ..of_piece(piece, to, verdict.grade.text(lang).to_owned(), lang, look)?
    }))
}

/// Declared beside counted, now that it is counted.
fn ends(row: Option<&Return>, lang: Lang, look: &dyn Look) -> Looked<Body> {
    let mut rows = Vec::new();
    let declared = row.is_some_and(|row| !row.declared.is_empty());
    for one in row.map(compared).unwrap_or_default().into_iter().take(ROWS) {
        let Some(item) = look.item(one.item)? else {
            continue;
        };
        let difference = one.came - one.declared;
        let detail = match (declared, difference, lang) {
            (false, _, _) => item.sku.clone(),
            (true, 0, _) => t(lang, "相符", "as declared"),
            (true, n, Lang::ZhTw) if n < 0 => format!("少 {}", -n),
            (true, n, Lang::En) if n < 0 => format!("{} missing", -n),
            (true, n, Lang::ZhTw) => format!("多 {n}"),
            (true, n, Lang::En) => format!("{n} over"),
        };
        rows.push(RowView {
            id: format!("end.{}", one.item),
            title: item.name_in(lang).to_owned(),
            detail,
            value: if declared {
                format!("{} / {}", one.came, one.declared)
            } else {
                one.came.to_string()
            },
            tone: if declared && difference != 0 {
                Tone::Stopped
            } else {
                Tone::Done
            },
        });
    }
    if rows.is_empty() {
        return Ok(Body::Message {
            title: t(lang, "一件都沒有", "Nothing in it"),
            text: t(
                lang,
                "真的是空包，就按結案。",
                "If the parcel was empty, press Close.",
            ),
        });
    }
    Ok(Body::Rows {
        heading: if declared {
            t(lang, "驗到 / 申請", "Came / declared")
        } else {
            t(lang, "驗到的", "What came")
        },
        rows,
    })
}

fn actions(state: &State, more: &mut Vec<Action>, lang: Lang, look: &dyn Look) -> Looked<Vec<Action>> {
    let main = |id: &str, zh, en| action(id, ActionKind::Main, t(lang, zh, en));
    let other = |id: &str, zh, en| action(id, ActionKind::Plain, t(lang, zh, en));
    let home = other("home", "首頁", "Home");
    if matches!(state.sheet, Some(Sheet::Second)) {
        return Ok(vec![other("overlay.close", "不報廢了", "Do not scrap")]);
    }
    let undo = undo_label(state, lang, look)?.map(|what| {
        let label = format!("{}：{what}", t(lang, "復原", "Undo"));
        action("undo", ActionKind::Plain, label)
    });
    let mut mine = Vec::new();
    let mut actions = match &state.at {
        At::Parcel if state.lane.is_some() => vec![other("lane.off", "離開快速通道", "Leave the fast lane")],
        At::Parcel => vec![
            main("lane", "快速通道", "Fast lane"),
            other("number", "輸入號碼", "Key a number"),
        ],
        At::Unknown => vec![
            other("unknown.go", "開始檢驗", "Go on"),
            other("cancel", "不是退貨", "No return"),
        ],
        At::Item { .. } => vec![
            main("close", "結案", "Close"),
            other("manual", "刷不到", "Unreadable"),
        ],
        At::Questions { each: false, .. } => vec![
            main("all_fine", "全部完好", "All fine"),
            other("each", "逐項檢查", "One by one"),
            other("cancel", "先不判", "Not now"),
        ],
        At::Questions { each: true, .. } => {
            let kind = |finding| match finding {
                Finding::Fine => ActionKind::Main,
                Finding::Flawed => ActionKind::Plain,
                Finding::Bad => ActionKind::Careful,
            };
            mine.extend([
                other("back", "上一題", "Back"),
                other("cancel", "先不判", "Not now"),
            ]);
            Finding::ALL
                .into_iter()
                .map(|finding| action(finding.code(), kind(finding), finding.text(lang).to_owned()))
                .collect()
        }
        At::Decide { piece, verdict } => {
            mine.extend([
                other("finding", "判定原因", "What was found"),
                other("remark", "備註", "Remark"),
            ]);
            if !piece.not_ours {
                mine.push(other("questions", "重新檢查", "Questions again"));
            }
            mine.push(other("cancel", "先不判", "Not now"));
            let (grade, way) = (
                other("grade", "改等級", "Grade"),
                other("disposition", "改處置", "Way"),
            );
            if lacks_photo(state, verdict) {
                mine.insert(0, way);
                vec![other("no_photo", "沒有照片", "No photo"), grade]
            } else {
                vec![main("accept", "確定", "OK"), grade, way]
            }
        }
        At::Plate { .. } => {
            mine.push(other("cancel", "先不判", "Not now"));
            vec![
                other("dock", "放暫存區", "To the dock"),
                other("back", "回去", "Back"),
            ]
        }
        At::Missing { .. } => vec![
            main("missing.yes", "真的沒有", "Not there"),
            other("back", "再找找", "Look again"),
        ],
        At::Closing { .. } => vec![main("close.yes", "結案", "Close"), other("back", "回去", "Back")],
    };
    if may_key(state) {
        mine.insert(0, other("key", "輸入數量", "Key quantity"));
    }
    if matches!(state.at, At::Item { .. }) && !state.tote.is_empty() {
        mine.push(other("tote.off", "換一箱", "Another tote"));
    }
    if state.at == At::Unknown {
        mine.push(other("number", "輸入號碼", "Key a number"));
    }
    if keyed_question(state) {
        actions.truncate(1);
        actions.insert(0, main("yes", "真的", "It is so"));
    }
    match undo.filter(|_| matches!(state.at, At::Parcel | At::Item { .. })) {
        Some(undo) => {
            actions.push(undo);
            mine.insert(0, home);
        }
        // Where a photo may be taken, 拍照 stands there.
        None if actions.len() < 3 && !matches!(state.at, At::Unknown | At::Decide { .. }) => {
            actions.push(home);
        }
        None => mine.insert(0, home),
    }
    more.splice(0..0, mine);
    Ok(actions)
}

fn overlay(state: &State, sheet: &Sheet, lang: Lang, look: &dyn Look) -> Looked<Option<Overlay>> {
    let text = |id: &str, title: String, hint: String| Overlay::Text {
        id: id.to_owned(),
        title,
        hint,
        text: String::new(),
        ok: t(lang, "確定", "OK"),
    };
    let together = || t(lang, "同樣狀況的一共幾個", "How many with this verdict");
    Ok(Some(match sheet {
        Sheet::Which { targets, .. } => which(targets, lang, look)?,
        Sheet::Goods(open) => item_scan::overlay(open, together(), lang, look)?,
        Sheet::Serial { .. } => text(
            "serial",
            t(lang, "序號", "Serial number"),
            t(
                lang,
                "刷這一件的序號，或照標籤輸入",
                "Scan the one on this piece, or key it",
            ),
        ),
        Sheet::Lot { .. } => text(
            "lot",
            t(lang, "批號", "Lot"),
            t(lang, "刷批號，或照包裝輸入", "Scan it, or key it as printed"),
        ),
        Sheet::Expiry { pending, pad: keys } => {
            let item = look.item(pending.item)?;
            let day = day::read(keys.text("expiry")).ok();
            let said = day.map_or_else(String::new, |day| format!("= {}", day::words(day, lang)));
            pad::expiry(keys, item.as_ref(), said, lang)
        }
        Sheet::Manual => text(
            "last4",
            t(lang, "刷不到：末四碼", "Unreadable: last four"),
            t(
                lang,
                "貨號或條碼的最後四碼，或整個貨號",
                "Last four of the SKU or barcode, or the whole SKU",
            ),
        ),
        Sheet::Number => text(
            "parcel",
            t(lang, "包裹上的號碼", "Number on the parcel"),
            t(lang, "退貨單、物流單號、訂單編號", "Return slip, waybill, order"),
        ),
        Sheet::Remark => text(
            "remark",
            t(lang, "備註", "Remark"),
            t(lang, "看到什麼，給辦公室", "What you see, for the office"),
        ),
        Sheet::Quantity { pad: keys } => {
            let item = match &state.at {
                At::Questions { piece, .. } | At::Decide { piece, .. } => look.item(piece.goods.item)?,
                _ => None,
            };
            pad::counted(keys, item.as_ref(), together(), lang)
        }
        Sheet::Grade => Overlay::Choice {
            title: t(lang, "哪一級？", "Which grade?"),
            options: Grade::ALL
                .into_iter()
                .map(|grade| plain(grade.code(), grade.text(lang)))
                .collect(),
        },
        Sheet::Disposition => {
            let may = match &state.at {
                At::Decide { verdict, .. } => choices(state, verdict),
                _ => &[],
            };
            Overlay::Choice {
                title: t(lang, "怎麼處置？", "Where does it go?"),
                options: may.iter().map(|one| plain(one.code(), one.text(lang))).collect(),
            }
        }
        Sheet::Finding => Overlay::Choice {
            title: t(lang, "倉庫判定的原因？", "What did you find?"),
            options: ReturnReason::ALL
                .into_iter()
                .map(|reason| plain(reason.code(), reason.text(lang)))
                .collect(),
        },
        Sheet::Second => return Ok(None),
        Sheet::Pin { staff, typed } => {
            let name = look.staff(*staff)?.map_or_else(String::new, |staff| staff.name);
            Overlay::Pad {
                title: name,
                hint: t(lang, "看過貨再輸入 PIN", "Look at the goods, then key your PIN"),
                fields: vec![PadField {
                    id: "pin".to_owned(),
                    label: "PIN".to_owned(),
                    text: "•".repeat(typed.len()),
                }],
                active: "pin".to_owned(),
                total: String::new(),
                ok: t(lang, "確認報廢", "Confirm"),
            }
        }
    }))
}

/// Returns and parcels that one number stands for.
fn which(targets: &[Target], lang: Lang, look: &dyn Look) -> Looked<Overlay> {
    let mut options = Vec::new();
    for (n, target) in targets.iter().enumerate() {
        let (title, detail) = match target {
            Target::Return(id) => match look.returned(*id)? {
                Some(row) => (row.called().to_owned(), row.source.text(lang).to_owned()),
                None => continue,
            },
            Target::Sent(id) | Target::Another(id) => match look.sent(*id)? {
                Some(sent) => (
                    sent.number.clone(),
                    format!(
                        "{} {} {}",
                        sent.labels.join(" "),
                        t(lang, "交寄", "left"),
                        sent.left
                    ),
                ),
                None => continue,
            },
            Target::Unknown => continue,
        };
        options.push(ChoiceOption {
            detail,
            ..plain(&n.to_string(), &title)
        });
    }
    Ok(Overlay::Choice {
        title: t(lang, "是哪一包？", "Which parcel?"),
        options,
    })
}
