//! Customers' questions and after-sales service: answered in time or not, handed over, answered with what fitted before,
//! worked on, closed; as pages, files and a paper; and nothing of a customer that need not be known.

use crate::payables::Office;
use crate::world::{MORNING, World};
use server::domain::cases::{
    self, CaseFilter, Category, Channel, FaqForm, Kind, NewCase, Opened, Promise, ServiceForm, ServiceKind,
    State, Step,
};
use server::params;
use shared::id::StaffId;
use uuid::Uuid;

const HOUR: i64 = 3_600_000;

fn asks(question: &str) -> NewCase {
    NewCase {
        kind: Kind::Question,
        channel: Channel::Chat,
        category: Category::Logistics,
        service: None,
        alias: String::new(),
        order: String::new(),
        sku: String::new(),
        serial: String::new(),
        returned: String::new(),
        question: question.to_owned(),
        asked_at: None,
        holder: None,
    }
}

impl World {
    fn opens(&self, new: &NewCase) -> Opened {
        let new = new.clone();
        self.write(move |cx| cases::open(cx, &new))
    }

    fn question(&self, new: &NewCase) -> Uuid {
        match self.opens(new) {
            Opened::Done { id, .. } => id,
            other => panic!("not opened: {other:?}"),
        }
    }

    fn case(&self, id: Uuid) -> cases::CaseView {
        self.store.read_now(|rx| cases::find(rx, id)).unwrap().unwrap()
    }

    fn replies(&self, id: Uuid, body: &'static str) -> Step {
        self.write(move |cx| cases::reply(cx, id, body))
    }

    fn late(&self) -> (i64, i64) {
        let now = self.clock_ms();
        let counts = self.store.read_now(|rx| cases::counts(rx, now)).unwrap();
        (counts.open, counts.late)
    }
}

#[test]
fn the_first_answer_is_due_by_the_channels_promise_and_stays_the_first() {
    let world = World::new();
    // Monday 09:00: two hours on the chat, one by telephone.
    let chat = world.question(&asks("包裹到哪裡了？"));
    let phone = world.question(&NewCase {
        channel: Channel::Phone,
        ..asks("什麼時候出貨？")
    });
    assert_eq!(world.case(chat).due_at, MORNING + 2 * HOUR);
    assert_eq!(world.case(phone).due_at, MORNING + HOUR);
    assert_eq!(world.late(), (2, 0));
    world.pass(3_601);
    assert_eq!(world.late(), (2, 1));
    assert_eq!(world.replies(chat, "明天送到。"), Step::Done);
    world.pass(3_600);
    assert_eq!(world.replies(chat, "已經送到了。"), Step::Done);
    let case = world.case(chat);
    assert_eq!(
        (case.answered_at, case.state, case.answer.as_str()),
        (Some(MORNING + 3_601_000), State::Answered, "已經送到了。")
    );
    assert!(!case.is_late(world.clock_ms()));
    // A later promise changes no earlier one.
    world.write(|cx| {
        let hours = [("phone".to_owned(), 100)].into_iter().collect();
        cases::set_promise(
            cx,
            &Promise {
                hours,
                ..Promise::default()
            },
        )
    });
    assert!(world.case(phone).is_late(world.clock_ms()));
    // The customer again: our turn, but the first answer was given.
    world.write(move |cx| cases::note(cx, chat, "沒收到", true));
    assert_eq!((world.case(chat).state, world.late()), (State::Open, (2, 1)));
}

#[test]
fn every_step_of_a_case_is_told_with_who_and_when() {
    let world = World::new();
    let case = world.question(&asks("壞了"));
    let lead: StaffId = world.staff("E03");
    let steps: [(&str, Step); 9] = [
        (
            "note",
            world.write(move |cx| cases::note(cx, case, "問倉庫", false)),
        ),
        (
            "hand over",
            world.write(move |cx| cases::hand_over(cx, case, lead, "要主管同意")),
        ),
        (
            "work",
            world.write(move |cx| {
                let service = ServiceForm {
                    kind: Some(ServiceKind::Repair),
                    serial: "SN-1".to_owned(),
                    work: "換新瓶蓋".to_owned(),
                    cost: Some(12_000),
                    way_out: "9001".to_owned(),
                    way_back: "9002".to_owned(),
                    done_on: "2026-11-24".to_owned(),
                    satisfaction: Some(5),
                };
                cases::serve(cx, case, &service)
            }),
        ),
        ("reply", world.replies(case, "修好了")),
        ("close", world.write(move |cx| cases::close(cx, case))),
        ("reply to a closed one", world.replies(case, "再見")),
        ("close twice", world.write(move |cx| cases::close(cx, case))),
        ("reopen", world.write(move |cx| cases::reopen(cx, case))),
        ("unknown", world.write(|cx| cases::reply(cx, Uuid::nil(), "?"))),
    ];
    for (what, step) in steps {
        let expected = match what {
            "reply to a closed one" | "close twice" => Step::Closed,
            "unknown" => Step::NotFound,
            _ => Step::Done,
        };
        assert_eq!(step, expected, "{what}");
    }
    let wrong = world.write(move |cx| {
        cases::serve(
            cx,
            case,
            &ServiceForm {
                satisfaction: Some(6),
                ..ServiceForm::default()
            },
        )
    });
    assert!(matches!(wrong, Step::Wrong(_)));
    let view = world.case(case);
    assert_eq!(
        (view.kind, view.cost, view.satisfaction),
        (Kind::Service, Some(12_000), Some(5))
    );
    assert_eq!((view.holder, view.closed_at), (Some(lead), None));
    let told: Vec<String> = world
        .store
        .read_now(|rx| cases::entries(rx, case))
        .unwrap()
        .into_iter()
        .map(|entry| entry.what)
        .collect();
    assert_eq!(told, ["note", "handed", "work", "reply", "closed", "reopened"]);
}

#[test]
fn a_case_knows_of_its_customer_a_masked_alias_and_nothing_else() {
    let world = World::new();
    world.order("1001", &[("MUG", 1)]);
    let case = world.question(&NewCase {
        order: "1001".to_owned(),
        sku: "4710000000017".to_owned(),
        ..asks("打 0912-345-678 或寫 ann@example.com 給我")
    });
    let view = world.case(case);
    assert_eq!(
        (view.alias.as_str(), view.sku.as_str(), view.order_no.as_str()),
        ("王○明", "MUG", "1001")
    );
    let typed = world.question(&NewCase {
        alias: "陳大文".to_owned(),
        ..asks("?")
    });
    assert_eq!(world.case(typed).alias, "陳○文");
    assert_eq!(
        world.texts("select alias as t from customer_case order by alias"),
        ["王○明", "陳○文"]
    );
    // The same number on two platforms is asked about.
    let mut other = world.new_order("1001", &[("PEN", 1)]);
    other.channel = "shopee".to_owned();
    world.arrives(&other);
    assert_eq!(
        world.opens(&NewCase {
            order: "1001".to_owned(),
            ..asks("?")
        }),
        Opened::Channels(vec!["shop".to_owned(), "shopee".to_owned()])
    );
    let shopee = world.question(&NewCase {
        order: "shopee 1001".to_owned(),
        ..asks("?")
    });
    assert_eq!(world.case(shopee).order_channel, "shopee");
    for wrong in [
        NewCase {
            order: "9".to_owned(),
            ..asks("?")
        },
        NewCase {
            sku: "GHOST".to_owned(),
            ..asks("?")
        },
        NewCase {
            returned: "RT-9".to_owned(),
            ..asks("?")
        },
        NewCase {
            asked_at: Some(MORNING + HOUR),
            ..asks("?")
        },
        asks("  "),
    ] {
        assert!(matches!(world.opens(&wrong), Opened::Wrong(_)), "{wrong:?}");
    }
}

#[test]
fn an_answer_that_fitted_is_found_again_and_answers_in_one_press() {
    let world = World::new();
    let first = world.question(&asks("多久會到？"));
    world.replies(first, "出貨後 2–3 天。有問題打 02-2712-3456");
    let faq = world.write(move |cx| {
        let form = FaqForm {
            category: Category::Logistics,
            question: "多久會到？".to_owned(),
            answer: "出貨後 2–3 天。有問題打 02-2712-3456".to_owned(),
            from_case: Some(first),
        };
        cases::faq_save(cx, None, &form)
    });
    let faq = faq.expect("a common answer");
    let found = |query: &str, category| {
        let found = world
            .store
            .read_now(|rx| cases::faq_list(rx, query, category, 10))
            .unwrap();
        found
            .into_iter()
            .map(|faq| (faq.answer, faq.uses))
            .collect::<Vec<_>>()
    };
    let masked = "出貨後 2–3 天。有問題打 02-2***-**56".to_owned();
    for (query, category, there) in [
        ("多久", None, true),
        ("出貨後", Some(Category::Logistics), true),
        ("", Some(Category::Invoice), false),
        ("發票", None, false),
    ] {
        let expected = if there {
            vec![(masked.clone(), 0)]
        } else {
            Vec::new()
        };
        assert_eq!(found(query, category), expected, "{query}");
    }
    let second = world.question(&asks("還要幾天？"));
    assert_eq!(world.write(move |cx| cases::faq_use(cx, second, faq)), Step::Done);
    assert_eq!(world.case(second).answer, masked);
    assert_eq!(found("", None), [(masked, 1)]);
    assert!(world.write(move |cx| cases::faq_retire(cx, faq)));
    assert_eq!(found("", None), []);
    assert_eq!(
        world.write(move |cx| cases::faq_use(cx, first, faq)),
        Step::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_kept_answered_exported_and_printed_in_the_office() {
    let office = Office::open("E03", "admin");
    let world = &office.world;
    world.order("1001", &[("MUG", 1)]);
    let wrong = office
        .post(
            "/office/cases",
            &[("kind", "question"), ("order", "9"), ("question", "到了嗎？")],
        )
        .await;
    wrong.says("role=\"alert\"").says("到了嗎？");
    let made = office
        .post(
            "/office/cases",
            &[
                ("kind", "question"),
                ("channel", "line"),
                ("category", "goods"),
                ("order", "1001"),
                ("sku", "MUG"),
                ("question", "漏水。打 0912345678"),
            ],
        )
        .await;
    let page = made.to().split('?').next().unwrap().to_owned();
    assert!(page.starts_with("/office/cases/"), "{page}");
    let seen = office.get(&page).await;
    seen.says("091*****78").says("王○明").says("馬克杯");
    assert!(!seen.text().contains("0912345678"));
    office.get(&format!("{page}?full=1")).await.says("0912345678");
    world.pass(3 * 3_600);
    office.get("/office").await.says("逾時未回覆");
    office.get("/office/cases?state=late").await.says("漏水");
    for (path, fields, says) in [
        ("/reply", vec![("body", "")], "role=\"alert\""),
        ("/service", vec![("cost", "一百"), ("work", "x")], "一百"),
        ("/hand-over", vec![("holder", "nobody")], ""),
    ] {
        let answer = office.post(&format!("{page}{path}"), &fields).await;
        assert!(
            !answer.status.is_success() && !answer.status.is_redirection(),
            "{path}"
        );
        answer.says(says);
    }
    for (path, fields) in [
        ("/reply", vec![("body", "請寄回")]),
        ("/note", vec![("body", "問維修")]),
        (
            "/service",
            vec![
                ("service", "repair"),
                ("work", "換瓶蓋"),
                ("cost", "120"),
                ("way_back", "9002"),
                ("done_on", "2026-11-24"),
                ("satisfaction", "4"),
            ],
        ),
    ] {
        let answer = office.post(&format!("{page}{path}"), &fields).await;
        assert!(answer.status.is_redirection(), "{path}: {}", answer.text());
    }
    let case = page.rsplit('/').next().unwrap().to_owned();
    let faq = office
        .post(
            "/office/faq",
            &[
                ("from_case", case.as_str()),
                ("category", "goods"),
                ("faq_question", "漏水怎麼辦"),
                ("faq_answer", "請寄回"),
            ],
        )
        .await;
    assert!(faq.to().starts_with(&page), "{}", faq.to());
    office.get("/office/faq?q=漏水").await.says("請寄回");
    let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
    let kept = office.upload(&format!("{page}/files"), &jpeg).await;
    assert!(kept.status.is_redirection(), "{}", kept.text());
    office
        .upload(&format!("{page}/files"), b"<script>")
        .await
        .says("role=\"alert\"");
    let file = world.texts("select id as t from case_file").remove(0);
    assert!(
        office
            .get(&format!("/office/case-files/{file}"))
            .await
            .status
            .is_success()
    );
    let csv = office.get("/office/cases.csv?kind=service&state=all").await;
    csv.says("091*****78").says("換瓶蓋").says("120").says("逾時");
    assert!(
        office
            .get("/office/cases.xlsx?kind=service")
            .await
            .status
            .is_success()
    );
    assert!(office.get(&format!("{page}/paper.pdf")).await.status.is_success());
    assert!(
        office
            .post(&format!("{page}/close"), &[])
            .await
            .status
            .is_redirection()
    );
    office
        .post(&format!("{page}/reply"), &[("body", "再見")])
        .await
        .says("已經結案");
    office.get(&page).await.says("重新開啟");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_promised_is_set_by_an_administrator_and_cannot_be_nonsense() {
    let office = Office::open("E03", "admin");
    let hours =
        ["chat", "line", "email", "phone", "facebook", "other"].map(|channel| format!("hours_{channel}"));
    let form = |opens: &'static str, chat: &'static str| {
        let mut fields: Vec<(&str, &str)> = hours.iter().map(|name| (name.as_str(), "8")).collect();
        fields[0].1 = chat;
        fields.extend([("opens", opens), ("closes", "21:00"), ("day", "0"), ("day", "6")]);
        fields
    };
    for (opens, chat) in [
        ("22:00", "1"),
        ("nine", "1"),
        ("09:00", "-1"),
        ("09:00", "x"),
        ("09:00", "9999"),
    ] {
        let answer = office.post("/office/cases/promise", &form(opens, chat)).await;
        answer.says("role=\"alert\"");
    }
    let answer = office.post("/office/cases/promise", &form("12:00", "3")).await;
    assert!(answer.status.is_redirection(), "{}", answer.text());
    let promise = office.world.store.read_now(cases::promise).unwrap();
    assert_eq!((promise.opens, promise.hours_of(Channel::Chat)), (12 * 60, 3));
    assert_eq!(promise.days, [true, false, false, false, false, false, true]);
}

#[test]
fn cases_are_found_by_what_people_remember() {
    let world = World::new();
    world.order("1001", &[("MUG", 1)]);
    world.question(&NewCase {
        order: "1001".to_owned(),
        sku: "MUG".to_owned(),
        ..asks("杯子漏水")
    });
    let late = world.question(&NewCase {
        kind: Kind::Service,
        channel: Channel::Email,
        category: Category::Invoice,
        serial: "SN-77".to_owned(),
        ..asks("發票")
    });
    world.write(move |cx| {
        cx.exec("update customer_case set due_at = 0 where id = ?1", params![late])
            .map(|_| ())
    });
    let found = |filter: CaseFilter| {
        let now = world.clock_ms();
        world
            .store
            .read_now(|rx| cases::list(rx, &filter, now, 50))
            .unwrap()
            .len()
    };
    let words = |query: &str| CaseFilter {
        query: query.to_owned(),
        ..CaseFilter::default()
    };
    for (filter, n) in [
        (CaseFilter::default(), 2),
        (words("漏水"), 1),
        (words("1001"), 1),
        (words("mug"), 1),
        (words("sn-77"), 1),
        (words("王○"), 1),
        (words("沒有"), 0),
        (
            CaseFilter {
                kind: Some(Kind::Service),
                ..CaseFilter::default()
            },
            1,
        ),
        (
            CaseFilter {
                state: "late".to_owned(),
                ..CaseFilter::default()
            },
            1,
        ),
        (
            CaseFilter {
                channel: Some(Channel::Chat),
                category: Some(Category::Invoice),
                ..CaseFilter::default()
            },
            0,
        ),
    ] {
        assert_eq!(found(filter.clone()), n, "{filter:?}");
    }
}
