//! The window under a worker's hands, with a clock that the test moves: presses, keys, scans, sheets. The views are
//! those of the golden pictures: what the real app shows at the `shot` lines of the transcripts.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Duration;

use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions, mock_elapsed_time,
};
use shared::lang::Lang;
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle, Global, LogicalPosition, LogicalSize, SharedString};

use super::app_window::Open;
use super::face::{ChooseAdapter, PadAdapter, SignatureAdapter};
use super::{Driver, fonts};
use crate as beeline;
use crate::device::scanner::Typed;
use crate::practice::{PracticeCode, PracticeGroup, PracticeSheet};
use crate::view::{self, Body, Overlay, View};

#[path = "../../tests/it/play.rs"]
mod play;
#[allow(dead_code)]
#[path = "../../tests/it/world.rs"]
mod world;

/// What the app was told.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Scanned(String),
    Pressed(String),
    Typed(String, String),
}

#[derive(Default)]
struct Recorder(RefCell<Vec<Told>>);

impl Driver for Recorder {
    fn scanned(&self, raw: String, _at_ms: u64, _typed: Option<Typed>) {
        self.0.borrow_mut().push(Told::Scanned(raw));
    }
    fn pressed(&self, id: &str) {
        self.0.borrow_mut().push(Told::Pressed(id.into()));
    }
    fn typed(&self, id: &str, text: &str) {
        self.0.borrow_mut().push(Told::Typed(id.into(), text.into()));
    }
}

/// A handheld on the bench.
struct Bench {
    open: Open,
    recorder: Rc<Recorder>,
    clock: Rc<Cell<u64>>,
}

impl Bench {
    fn new(view: &View, width: f32, height: f32) -> Bench {
        let options = TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        };
        if slint::platform::set_platform(Box::new(TestingBackend::new(options))).is_ok() {
            fonts::register();
        }
        let recorder = Rc::new(Recorder::default());
        let clock = Rc::new(Cell::new(1_000));
        let time = clock.clone();
        let open = Open::new(recorder.clone(), true, Rc::new(move || time.get()))
            .expect("a window without a display");
        open.app.show().expect("it is shown");
        let bench = Bench {
            open,
            recorder,
            clock,
        };
        bench.open.app.window().set_size(LogicalSize::new(width, height));
        bench
            .open
            .app
            .window()
            .dispatch_event(WindowEvent::WindowActiveChanged(true));
        bench.show(view);
        bench
    }

    fn show(&self, view: &View) {
        self.open.show(view);
        self.wait(200);
    }

    fn wait(&self, ms: u64) {
        self.clock.set(self.clock.get() + ms);
        mock_elapsed_time(Duration::from_millis(ms));
        slint::platform::update_timers_and_animations();
    }

    /// One key of a keyboard, or of a scanner.
    fn key(&self, text: &str, then_wait_ms: u64) {
        let text = SharedString::from(text);
        self.open
            .app
            .window()
            .dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        self.open
            .app
            .window()
            .dispatch_event(WindowEvent::KeyReleased { text });
        self.wait(then_wait_ms);
    }

    fn scan(&self, code: &str) {
        for c in code.chars() {
            self.key(&c.to_string(), 3);
        }
        self.key("\n", 3);
    }

    fn type_slowly(&self, text: &str) {
        for c in text.chars() {
            self.key(&c.to_string(), 180);
        }
        self.wait(400);
    }

    fn buttons(&self) -> Vec<ElementHandle> {
        ElementQuery::from_root(&self.open.app)
            .match_accessible_role(AccessibleRole::Button)
            .find_all()
    }

    fn press(&self, label: &str) {
        let found = ElementHandle::find_by_accessible_label(&self.open.app, label).next();
        let button = found.unwrap_or_else(|| panic!("there is no {label}"));
        click(&self.open, &button);
        self.wait(50);
    }

    fn told(&self) -> Vec<Told> {
        std::mem::take(&mut *self.recorder.0.borrow_mut())
    }
}

fn click(open: &Open, element: &ElementHandle) {
    let (at, size) = (element.absolute_position(), element.size());
    let position = LogicalPosition::new(at.x + size.width / 2.0, at.y + size.height / 2.0);
    let button = PointerEventButton::Left;
    let window = open.app.window();
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    window.dispatch_event(WindowEvent::PointerReleased { position, button });
}

fn every_view(lang: Lang) -> &'static [(String, View)] {
    static ZH: OnceLock<Vec<(String, View)>> = OnceLock::new();
    static EN: OnceLock<Vec<(String, View)>> = OnceLock::new();
    let views = match lang {
        Lang::ZhTw => &ZH,
        Lang::En => &EN,
    };
    views.get_or_init(|| {
        let mut found = Vec::new();
        for (name, text) in play::transcripts() {
            play::play(&name, &text, lang, &mut |shot, _, outcome| {
                found.push((shot.name.clone(), outcome.view.clone()));
            });
        }
        found
    })
}

fn named_in(name: &str, lang: Lang) -> View {
    let found = every_view(lang).iter().find(|(other, _)| *other == name);
    found.unwrap_or_else(|| panic!("no view {name}")).1.clone()
}

fn named(name: &str) -> View {
    named_in(name, Lang::ZhTw)
}

/// The id of a row, which the press must say.
fn row_id(view: &str, title: &str) -> String {
    let Body::Rows { rows, .. } = named(view).body else {
        panic!("{view} has no rows")
    };
    let row = rows.into_iter().find(|row| row.title == title);
    row.expect("the row is there").id
}

fn scanned(code: &str) -> Told {
    Told::Scanned(code.into())
}

fn pressed(id: &str) -> Told {
    Told::Pressed(id.into())
}

fn typed(id: &str, text: &str) -> Told {
    Told::Typed(id.into(), text.into())
}

#[test]
fn every_button_of_every_screen_can_be_hit_with_a_glove() {
    for (width, height) in [(360.0, 640.0), (480.0, 800.0), (800.0, 1280.0)] {
        let bench = Bench::new(&named("home"), width, height);
        for (name, view) in every_view(Lang::En) {
            bench.show(view);
            for button in bench.buttons() {
                let (size, at, label) = (
                    button.size(),
                    button.absolute_position(),
                    button.accessible_label(),
                );
                let is_big = size.width >= 48.0 && size.height >= 48.0;
                assert!(
                    is_big,
                    "{name} at {width}: {label:?} is {}×{}",
                    size.width, size.height
                );
                let is_inside = at.x >= 0.0 && at.x + size.width <= width + 0.5;
                assert!(is_inside, "{name} at {width}: {label:?} sticks out at {}", at.x);
            }
            let expects_buttons = !view.actions.is_empty() || !view.more.is_empty();
            assert!(
                !expects_buttons || !bench.buttons().is_empty(),
                "{name} has no button"
            );
        }
    }
}

#[test]
fn a_scan_arrives_on_every_screen_and_under_every_sheet() {
    let bench = Bench::new(&named("home"), 480.0, 800.0);
    for (name, view) in every_view(Lang::ZhTw) {
        bench.show(view);
        bench.scan("4710088412345");
        assert_eq!(bench.told(), [scanned("4710088412345")], "{name}");
    }
}

#[test]
fn a_scan_arrives_after_a_sheet_is_opened_and_closed_and_after_a_press() {
    let bench = Bench::new(&named("pick_bin"), 480.0, 800.0);
    for sheet in ["pick_sheet_manual", "pick_pad", "handover_signature", "pick_more"] {
        bench.show(&named(sheet));
        bench.show(&named("pick_line_done"));
        bench.scan("A-03-2");
        assert_eq!(bench.told(), [scanned("A-03-2")], "after {sheet}");
    }
    bench.press("復原 ×1 洗髮精");
    bench.scan("A-03-2");
    assert_eq!(bench.told(), [pressed("undo"), scanned("A-03-2")]);
}

#[test]
fn a_gs1_code_keeps_its_group_separator() {
    let bench = Bench::new(&named("pick_item"), 480.0, 800.0);
    bench.scan("]C10104710088412345\u{1d}10L2611");
    assert_eq!(bench.told(), [scanned("]C10104710088412345\u{1d}10L2611")]);
}

#[test]
fn each_press_says_its_own_id() {
    let bench = Bench::new(&named("pick_counted"), 480.0, 800.0);
    for (label, id) in [
        ("缺貨", "short"),
        ("輸入數量", "key"),
        ("復原 ×1 洗髮精", "undo"),
        ("更多", "more"),
    ] {
        bench.press(label);
        assert_eq!(bench.told(), [pressed(id)], "{label}");
    }
    bench.show(&named("pick_more"));
    bench.press("登出");
    bench.press("關閉");
    assert_eq!(bench.told(), [pressed("sign_out"), pressed("overlay.close")]);
    bench.show(&named("home"));
    bench.press("包裝");
    assert_eq!(bench.told(), [pressed("tile.pack")]);
    bench.show(&named("choose_list"));
    bench.press("PK-2");
    assert_eq!(bench.told(), [pressed(&row_id("choose_list", "PK-2"))]);
    bench.show(&named("pick_sheet_reason"));
    bench.press("破損");
    assert_eq!(bench.told(), [pressed("choose.damaged")]);
    bench.show(&named("pick_pad"));
    for label in ["箱", "7", "⌫", "確定"] {
        bench.press(label);
    }
    let keys = ["pad.field.carton", "pad.7", "pad.back", "pad.ok"];
    assert_eq!(bench.told(), keys.map(pressed));
}

#[test]
fn a_hardware_keyboard_types_the_pin_and_the_quantity() {
    let bench = Bench::new(&named("sign_in_pin"), 480.0, 800.0);
    bench.type_slowly("12\u{8}3\n");
    let keys = ["pad.1", "pad.2", "pad.back", "pad.3", "pad.ok"];
    assert_eq!(bench.told(), keys.map(pressed));
    bench.show(&named("pick_pad"));
    bench.type_slowly("9\u{1b}");
    assert_eq!(bench.told(), [pressed("pad.9"), pressed("overlay.close")]);
}

#[test]
fn typing_where_nothing_is_asked_for_does_nothing() {
    let bench = Bench::new(&named("pick_bin"), 480.0, 800.0);
    bench.type_slowly("q");
    bench.wait(1_000);
    assert_eq!(bench.told(), []);
}

#[test]
fn the_text_sheet_takes_slow_keys_and_lets_a_scan_through() {
    let view = View {
        overlay: Some(Overlay::Text {
            id: "last4".into(),
            title: "末四碼".into(),
            hint: String::new(),
            text: "0".into(),
            ok: "確定".into(),
        }),
        ..named("pick_item")
    };
    let bench = Bench::new(&view, 480.0, 800.0);
    bench.type_slowly("1x");
    bench.scan("4710088412345");
    assert_eq!(bench.told(), [scanned("4710088412345")]);
    // The own pad types at the same place.
    bench.press("5");
    bench.wait(50);
    bench.press("確定");
    assert_eq!(bench.told(), [typed("last4", "01x5")]);
    bench.type_slowly("\u{8}\n");
    assert_eq!(bench.told(), [typed("last4", "01x")]);
}

#[test]
fn a_new_frame_under_the_text_sheet_keeps_what_was_typed() {
    let bench = Bench::new(&named("pick_sheet_manual"), 480.0, 800.0);
    bench.type_slowly("7");
    let moved = View {
        band: view::Band {
            severity: view::Severity::Stopped,
            ..named("pick_wrong_item").band
        },
        ..named("pick_sheet_manual")
    };
    bench.show(&moved);
    bench.type_slowly("8\n");
    assert_eq!(bench.told(), [typed("last4", "78")]);
}

#[test]
fn the_next_text_sheet_begins_with_its_own_text() {
    let bench = Bench::new(&named("pick_sheet_manual"), 480.0, 800.0);
    bench.type_slowly("7");
    let mut other = named("pick_sheet_manual");
    if let Some(Overlay::Text { id, text, .. }) = &mut other.overlay {
        *id = "note".into();
        *text = "破".into();
    }
    bench.show(&other);
    bench.type_slowly("\n");
    assert_eq!(bench.told(), [typed("note", "破")]);
}

#[test]
fn a_long_list_scrolls_and_stays_where_it_is_when_a_row_changes() {
    let bench = Bench::new(&named("long_choose"), 480.0, 800.0);
    let window = bench.open.app.window();
    let position = LogicalPosition::new(240.0, 500.0);
    window.dispatch_event(WindowEvent::PointerScrolled {
        position,
        delta_x: 0.0,
        delta_y: -840.0,
    });
    bench.wait(500);
    let visible = |title: &str| {
        ElementHandle::find_by_accessible_label(&bench.open.app, title)
            .next()
            .is_some()
    };
    assert!(
        !visible("PK261123-0017") && visible("PK261122-0042"),
        "it has scrolled"
    );
    let mut changed = named("long_choose");
    if let Body::Rows { rows, .. } = &mut changed.body {
        rows[0].tone = view::Tone::Done;
    }
    bench.show(&changed);
    assert!(!visible("PK261123-0017") && visible("PK261122-0042"), "it stays");
    bench.press("PK261122-0042");
    assert_eq!(bench.told(), [pressed(&row_id("long_choose", "PK261122-0042"))]);
}

#[test]
fn the_line_just_packed_comes_into_sight() {
    let bench = Bench::new(&named("long_pack_opened"), 480.0, 800.0);
    bench.show(&named("long_pack"));
    bench.wait(50);
    let lines = ElementQuery::from_root(&bench.open.app)
        .match_accessible_role(AccessibleRole::ListItem)
        .find_all();
    let line = lines
        .into_iter()
        .find(|line| line.accessible_checked() == Some(true));
    let line = line.expect("the sixth line is drawn");
    let bottom = line.absolute_position().y + line.size().height;
    assert!(bottom <= 800.0 - 96.0 + 1.0, "its lower edge is at {bottom}");
}

#[test]
fn a_scan_changes_one_row_and_not_the_list() {
    use slint::Model as _;
    let bench = Bench::new(&named("choose_list"), 480.0, 800.0);
    let before = ChooseAdapter::get(&bench.open.app).get_rows();
    bench.show(&named("long_choose"));
    let after = ChooseAdapter::get(&bench.open.app).get_rows();
    assert_eq!(before, after, "the list itself is the same");
    assert_eq!(after.row_count(), 34);
}

#[test]
fn the_driver_signs_and_the_name_can_be_corrected() {
    let bench = Bench::new(&named("handover_signature"), 480.0, 800.0);
    let window = bench.open.app.window();
    let button = PointerEventButton::Left;
    window.dispatch_event(WindowEvent::PointerPressed {
        position: LogicalPosition::new(100.0, 420.0),
        button,
    });
    for x in [140.0, 180.0] {
        window.dispatch_event(WindowEvent::PointerMoved {
            position: LogicalPosition::new(x, 440.0),
        });
    }
    window.dispatch_event(WindowEvent::PointerReleased {
        position: LogicalPosition::new(180.0, 440.0),
        button,
    });
    bench.press("司機姓名");
    bench.type_slowly("\u{8}\u{8}\u{8}li\n");
    bench.press("簽收");
    let told = bench.told();
    let [Told::Typed(driver, name), Told::Typed(signature, path)] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(
        (driver.as_str(), name.as_str(), signature.as_str()),
        ("driver", "li", "signature")
    );
    assert!(path.starts_with('M') && path.matches('L').count() == 3, "{path}");
    bench.press("清除重簽");
    assert_eq!(SignatureAdapter::get(&bench.open.app).get_path(), "");
}

#[test]
fn the_language_and_the_theme_change_under_the_hands() {
    let bench = Bench::new(&named("pick_bin"), 480.0, 800.0);
    let english = named_in("dark_pick", Lang::En);
    bench.show(&english);
    bench.press("More");
    assert_eq!(bench.told(), [pressed("more")]);
    assert!(super::face::Theme::get(&bench.open.app).get_dark());
}

#[test]
fn the_pad_marks_the_field_that_is_keyed() {
    use slint::Model as _;
    let bench = Bench::new(&named("pick_pad"), 480.0, 800.0);
    let active: Vec<_> = PadAdapter::get(&bench.open.app)
        .get_fields()
        .iter()
        .filter(|field| field.active)
        .collect();
    assert_eq!(active.len(), 1);
    assert_eq!((active[0].id.as_str(), active[0].text.as_str()), ("piece", "11"));
}

#[test]
fn a_click_on_the_practice_table_is_a_scan() {
    let bench = Bench::new(&named("pick_bin"), 480.0, 800.0);
    let code = PracticeCode {
        label: "A-03-2".into(),
        code: "BIN:A-03-2".into(),
        note: String::new(),
    };
    let sheet = PracticeSheet {
        groups: vec![PracticeGroup {
            title: "儲位".into(),
            codes: vec![code],
        }],
    };
    bench.open.show_practice(&sheet);
    let practice = bench.open.practice.as_ref().expect("it is open");
    practice.show().expect("it is shown");
    bench.wait(50);
    let button = ElementHandle::find_by_accessible_label(practice, "A-03-2")
        .next()
        .expect("it lies there");
    button.invoke_accessible_default_action();
    assert_eq!(bench.told(), [scanned("BIN:A-03-2")]);
    bench.open.show_practice(&sheet);
    assert!(
        button.is_valid(),
        "the same table again leaves the barcodes where they are"
    );
}
