//! Set-up and stock by form, as an office does it: every form well and badly filled, and who may go where.

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use server::clock::SystemClock;
use server::db::{By, RandomIds, Store};
use server::domain::catalogue;
use server::domain::staff::{self, LoginOutcome, StaffForm};
use server::domain::stock::{self, Source};
use server::http::{Access, Addresses, AppState, app, routes};
use server::params;
use shared::catalogue::Role;
use shared::id::StaffId;
use shared::lang::Lang;
use shared::stock::{Condition, Lot, Movement, Place};
use std::net::SocketAddr;
use std::sync::Arc;
use tower::ServiceExt;

pub struct World {
    pub state: AppState,
    people: Vec<(Role, StaffId)>,
    _data: tempfile::TempDir,
}

impl World {
    pub fn new() -> World {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(SystemClock);
        let store = Store::open(&data.path().join("beeline.db"), clock, Box::new(RandomIds)).unwrap();
        let mut people = Vec::new();
        for role in Role::ALL {
            let form = StaffForm {
                id: None,
                name: format!("人員 {}", role.code()),
                badge: format!("STAFF-{}", role.code()),
                role,
                pin_hash: Some("$argon2id$none".to_owned()),
                login: role.code().to_owned(),
                password_hash: Some("$argon2id$none".to_owned()),
                lang: Lang::En,
            };
            let id = store
                .write_now(By::System, move |cx| staff::save(cx, &form))
                .unwrap();
            people.push((role, id.unwrap()));
        }
        let addresses = Addresses {
            urls: vec!["https://192.168.1.20:8443".to_owned()],
            pin: "ab".repeat(32),
            certificate: "-----BEGIN CERTIFICATE-----".to_owned(),
        };
        World {
            state: AppState::new(store, addresses),
            people,
            _data: data,
        }
    }

    /// The cookie of a new session.
    fn session(&self, role: Role) -> String {
        let staff = self
            .people
            .iter()
            .find(|(each, _)| *each == role)
            .map(|(_, id)| *id);
        let login = self
            .state
            .store
            .write_now(By::System, move |cx| staff::login(cx, "test", staff));
        match login.unwrap() {
            LoginOutcome::Welcome(token) => format!("beeline={token}"),
            LoginOutcome::Wrong | LoginOutcome::Wait(_) => panic!("no session for {role:?}"),
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        cookie: Option<&str>,
        kind: &str,
        body: String,
    ) -> Response {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let mut request = request.body(Body::from(body)).unwrap();
        let peer: SocketAddr = "127.0.0.1:9".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        app(self.state.clone()).oneshot(request).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let cookie = self.session(Role::Admin);
        read(
            self.send(Method::GET, path, Some(&cookie), FORM, String::new())
                .await,
        )
        .await
    }

    /// A file as the administrator gets it.
    pub async fn bytes(&self, path: &str) -> (StatusCode, Vec<u8>) {
        let cookie = self.session(Role::Admin);
        let answer = self
            .send(Method::GET, path, Some(&cookie), FORM, String::new())
            .await;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
        (status, bytes.to_vec())
    }

    /// Posts a form as the administrator: status, where it leads, page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let cookie = self.session(Role::Admin);
        let body = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", server::http::guard::percent(value)))
            .collect::<Vec<_>>()
            .join("&");
        let answer = self.send(Method::POST, path, Some(&cookie), FORM, body).await;
        let to = answer.headers().get(header::LOCATION);
        let to = to.map_or(String::new(), |to| to.to_str().unwrap().to_owned());
        let (status, page) = read(answer).await;
        (status, to, page)
    }

    pub async fn kept(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let (status, to, page) = self.post(path, fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {page}");
        to
    }

    /// The form comes back with 422 and this text beside a field.
    pub async fn refused(&self, path: &str, fields: &[(&str, &str)], says: &str) -> String {
        let (status, _, page) = self.post(path, fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {fields:?}");
        assert!(page.contains(says), "{path} does not say '{says}': {page}");
        assert!(!page.contains("⟨?⟩"), "a text is missing in {path}");
        page
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn read(answer: Response) -> (StatusCode, String) {
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

async fn with_a_mug_and_a_bin() -> World {
    let world = World::new();
    let mug = [("sku", "MUG"), ("name", "馬克杯"), ("barcode", "4710000000017")];
    world.kept("/office/items", &mug).await;
    world
        .kept("/office/bins", &[("code", "A-01-1"), ("zone", "A")])
        .await;
    world
}

fn item(world: &World, sku: &'static str) -> String {
    let found = world
        .state
        .store
        .read_now(|rx| catalogue::item_by_sku(rx, sku))
        .unwrap();
    found.unwrap().hex()
}

#[tokio::test]
async fn every_route_is_open_to_its_roles_and_to_nobody_else() {
    let world = World::new();
    for route in routes() {
        let path = route.path.replace("{name}", "office.css");
        let path = without_params(&path.replace("{id}", &"0".repeat(32)));
        let callers = Role::ALL.map(Some).into_iter().chain([None]);
        for role in callers {
            // A new session each time: signing out ends one.
            let cookie = role.map(|role| world.session(role));
            let answer = world
                .send(
                    route.method.clone(),
                    &path,
                    cookie.as_deref(),
                    FORM,
                    String::new(),
                )
                .await;
            let status = answer.status();
            let to_login = answer
                .headers()
                .get(header::LOCATION)
                .is_some_and(|to| to.to_str().unwrap().starts_with("/login?next="));
            let what = format!("{} {path} as {role:?}: {status}", route.method);
            assert!(status != StatusCode::INTERNAL_SERVER_ERROR, "{what}");
            match (route.access, role) {
                (Access::Public, _) => {
                    assert!(
                        status != StatusCode::UNAUTHORIZED && status != StatusCode::FORBIDDEN,
                        "{what}"
                    );
                }
                (Access::Device, _) => assert_eq!(status, StatusCode::UNAUTHORIZED, "{what}"),
                (Access::AtLeast(_), None) if route.method == Method::GET => assert!(to_login, "{what}"),
                // A form without a session is carried through the sign-in.
                (Access::AtLeast(_), None) => {
                    let (status, page) = read(answer).await;
                    assert!(
                        status == StatusCode::OK && page.contains("name=\"resume\""),
                        "{what}"
                    );
                }
                (Access::AtLeast(least), Some(role)) if role < least => {
                    assert_eq!(status, StatusCode::FORBIDDEN, "{what}");
                }
                (Access::AtLeast(_), Some(_)) => {
                    assert!(status != StatusCode::FORBIDDEN && !to_login, "{what}");
                    assert!(status != StatusCode::UNAUTHORIZED, "{what}");
                }
            }
        }
    }
}

/// Whatever other parameters a path has: something that names nothing.
fn without_params(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                out.push('0');
            }
            '}' => inside = false,
            _ if inside => {}
            _ => out.push(c),
        }
    }
    out
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let world = World::new();
    let request = Request::post("/office/bins")
        .header("sec-fetch-site", "cross-site")
        .header(header::COOKIE, world.session(Role::Admin))
        .header(header::CONTENT_TYPE, FORM)
        .body(Body::from("code=A-01-1"))
        .unwrap();
    let answer = app(world.state.clone()).oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let bins = world.state.store.read_now(|rx| catalogue::bins(rx, 10)).unwrap();
    assert!(bins.is_empty());
}

#[tokio::test]
async fn an_item_with_several_barcodes_is_kept_and_comes_back_as_it_was() {
    let world = World::new();
    let to = world
        .kept(
            "/office/items",
            &[
                ("sku", "TEA"),
                ("name", "烏龍茶 <b>#1</b>"),
                ("kind", "gift"),
                ("weight_g", "150"),
                ("keyable", "1"),
                ("barcode", "4710000000017"),
                ("barcode_quantity", "1"),
                ("barcode_unit", "piece"),
                ("barcode", "4710000000017"),
                ("barcode_quantity", "１２"),
                ("barcode_unit", "carton"),
                ("barcode", ""),
                ("barcode_quantity", "1"),
                ("barcode_unit", "piece"),
            ],
        )
        .await;
    assert_eq!(to, "/office/items?done=saved");
    let (_, list) = world.get("/office/items?done=saved&q=tea").await;
    assert!(
        list.contains("Saved.") && list.contains("烏龍茶 &#60;b&#62;#1&#60;/b&#62;"),
        "{list}"
    );
    assert!(!list.contains("<b>#1</b>"));
    let id = item(&world, "TEA");
    let (_, form) = world.get(&format!("/office/items/{id}")).await;
    for part in [
        "value=\"12\"",
        "value=\"carton\" selected",
        "value=\"150\"",
        "name=\"keyable\" value=\"1\" checked",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_item_is_said_and_nothing_typed_is_lost() {
    let world = with_a_mug_and_a_bin().await;
    let page = world
        .refused(
            "/office/items",
            &[("sku", "MUG"), ("name", "<script>alert(1)</script>")],
            "is taken",
        )
        .await;
    assert!(page.contains("&#60;script&#62;") && !page.contains("<script>alert"));
    world
        .refused(
            "/office/items",
            &[("sku", ""), ("name", "x")],
            "must not be empty",
        )
        .await;
    let (long, controls) = ("x".repeat(5_000), "a\u{1}b");
    world
        .refused(
            "/office/items",
            &[("sku", "B"), ("name", "b"), ("barcode", &long)],
            "5000 characters",
        )
        .await;
    world
        .refused(
            "/office/items",
            &[("sku", "B"), ("name", "b"), ("barcode", controls)],
            "control character",
        )
        .await;
    for quantity in ["0", "-1", "1.5", "1000000000000"] {
        let fields = [
            ("sku", "B"),
            ("name", "b"),
            ("barcode", "1"),
            ("barcode_quantity", quantity),
        ];
        let page = world.refused("/office/items", &fields, quantity).await;
        assert!(
            page.contains(&format!("name=\"barcode_quantity\" value=\"{quantity}\"")),
            "{page}"
        );
    }
    let known = world
        .state
        .store
        .read_now(|rx| catalogue::items(rx, "", 10, 0))
        .unwrap();
    assert_eq!(known.len(), 1);
}

#[tokio::test]
async fn an_item_with_stock_stays_and_one_without_comes_back_with_its_sku() {
    let world = with_a_mug_and_a_bin().await;
    let id = item(&world, "MUG");
    let opening = [
        ("sku", "MUG"),
        ("bin", "A-01-1"),
        ("quantity", "7"),
        ("condition", "good"),
    ];
    world.kept("/office/stock/open", &opening).await;
    let to = world.kept(&format!("/office/items/{id}/retire"), &[]).await;
    assert_eq!(to, "/office/items?done=not_retired");
    world
        .kept("/office/items", &[("sku", "CUP"), ("name", "杯")])
        .await;
    let cup = item(&world, "CUP");
    let to = world.kept(&format!("/office/items/{cup}/retire"), &[]).await;
    assert_eq!(to, "/office/items?done=retired");
    let stale = [("sku", "CUP"), ("name", "杯 2")];
    let (status, _, _) = world.post(&format!("/office/items/{cup}"), &stale).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    world.kept("/office/items", &stale).await;
    assert_eq!(item(&world, "CUP"), cup);
}

#[tokio::test]
async fn a_bundle_is_made_of_known_items() {
    let world = with_a_mug_and_a_bin().await;
    let parts = [
        ("sku", "SET"),
        ("name", "對杯"),
        ("parts", "MUG"),
        ("quantity", "2"),
    ];
    world.kept("/office/bundles", &parts).await;
    world.refused("/office/bundles", &parts, "is taken").await;
    let wrong = [
        ("sku", "SET2"),
        ("name", "x"),
        ("parts", "NOPE"),
        ("quantity", "2"),
    ];
    let page = world.refused("/office/bundles", &wrong, "NOPE").await;
    assert!(page.contains("value=\"NOPE\""));
    world
        .refused(
            "/office/bundles",
            &[("sku", "SET2"), ("name", "x")],
            "must not be empty",
        )
        .await;
    world
        .refused("/office/items", &[("sku", "SET"), ("name", "x")], "is taken")
        .await;
}

#[tokio::test]
async fn a_bundle_is_taken_out_of_use_and_used_again_with_a_button() {
    let world = with_a_mug_and_a_bin().await;
    let parts = [
        ("sku", "SET"),
        ("name", "對杯"),
        ("parts", "MUG"),
        ("quantity", "2"),
    ];
    world.kept("/office/bundles", &parts).await;
    let all = world.state.store.read_now(catalogue::bundles).unwrap();
    let path = format!("/office/bundles/{}", all[0].id.simple());
    for (button, other, done, tag) in [
        ("retire", "use", "Taken out of use", true),
        ("use", "retire", "In use again", false),
    ] {
        let (_, form) = world.get(&path).await;
        assert!(form.contains(&format!("{path}/{button}\"")), "{form}");
        assert!(!form.contains(&format!("{path}/{other}\"")));
        let to = world.kept(&format!("{path}/{button}"), &[]).await;
        let (_, list) = world.get(&to).await;
        assert!(list.contains(done), "{list}");
        assert_eq!(list.contains(">Retired<"), tag);
    }
    let nobody = format!("/office/bundles/{}/use", "0".repeat(32));
    assert_eq!(world.post(&nobody, &[]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn opening_stock_says_which_lot_expiry_or_serial_number_is_missing() {
    let world = with_a_mug_and_a_bin().await;
    let tracked = [
        ("sku", "CAM"),
        ("name", "相機"),
        ("lot_tracked", "1"),
        ("expiry_tracked", "1"),
        ("serial_tracked", "1"),
    ];
    world.kept("/office/items", &tracked).await;
    let mut fields = vec![("sku", "CAM"), ("bin", "A-01-1"), ("quantity", "2")];
    let page = world
        .refused("/office/stock/open", &fields, "tracked by “Serial number”")
        .await;
    assert!(
        page.contains("tracked by “Lot”") && page.contains("tracked by “Expiry”"),
        "{page}"
    );
    fields.extend([("lot", "L1"), ("expiry", "2027-02-28"), ("serial", "SN-1")]);
    world
        .refused("/office/stock/open", &fields, "One serial number is one piece")
        .await;
    fields[2] = ("quantity", "1");
    world.kept("/office/stock/open", &fields).await;
    world
        .refused("/office/stock/open", &fields, "“SN-1” is taken")
        .await;
}

#[tokio::test]
async fn bins_are_kept_once_and_a_coordinate_is_a_number() {
    let world = with_a_mug_and_a_bin().await;
    world
        .refused("/office/bins", &[("code", "A-01-1")], "is taken")
        .await;
    let page = world
        .refused("/office/bins", &[("code", "A-02"), ("x", "3m")], "3m")
        .await;
    assert!(page.contains("value=\"A-02\""));
    world
        .kept("/office/bins", &[("code", "A-02"), ("x", "-120")])
        .await;
}

#[tokio::test]
async fn opening_stock_names_every_wrong_field_and_shows_up_with_its_movement() {
    let world = with_a_mug_and_a_bin().await;
    let wrong = [("sku", "NOPE"), ("bin", "Z-9"), ("quantity", "5")];
    let page = world.refused("/office/stock/open", &wrong, "NOPE").await;
    assert!(page.contains("“Z-9” is not known"), "{page}");
    let known = [("sku", "MUG"), ("bin", "A-01-1")];
    for quantity in ["", "0", "-1", "1.5", "1000000000000"] {
        let mut fields = known.to_vec();
        fields.push(("quantity", quantity));
        world
            .refused("/office/stock/open", &fields, "quantity-error")
            .await;
    }
    let mut fields = known.to_vec();
    fields.extend([("quantity", "5"), ("lot", "L1"), ("expiry", "2027-02-30")]);
    world.refused("/office/stock/open", &fields, "2027-02-30").await;
    fields.pop();
    fields.push(("expiry", "1969-12-31"));
    world.refused("/office/stock/open", &fields, "1969-12-31").await;
    fields.pop();
    fields.push(("expiry", "2027-02-28"));
    let to = world.kept("/office/stock/open", &fields).await;
    let (_, page) = world.get(&to).await;
    for part in [
        "Opening stock posted.",
        "A-01-1",
        "2027-02-28",
        "Opening stock</td>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, by_bin) = world.get("/office/stock?q=a-01").await;
    assert!(by_bin.contains(">MUG<"));
    let (_, nothing) = world.get("/office/stock?q=b-77").await;
    assert!(nothing.contains("Nothing matches."));
}

#[tokio::test]
async fn a_movement_opens_the_scan_behind_it() {
    let world = with_a_mug_and_a_bin().await;
    let mug: shared::id::ItemId = item(&world, "MUG").parse().unwrap();
    let worker = world.people[0].1;
    let fact: shared::id::FactId = "01".repeat(16).parse().unwrap();
    let put = world.state.store.write_now(By::System, move |cx| {
        let device = "02".repeat(16);
        cx.exec(
            "insert into device (id, label, name, state, epoch, token_hash, enrolled_at, seen_at)
             values (?1, 'H3', 'test', 'active', 1, 'x', 0, 0)",
            params![&device],
        )?;
        cx.exec(
            "insert into fact (id, device, epoch, seq, kind, version, at, staff, body, hash, received_at, outcome)
             values (?1, ?2, 1, 1, 'picked', 1, ?3, ?4, ?5, ?6, ?3, 'applied')",
            params![
                fact,
                &device,
                cx.now,
                worker,
                r#"{"raw":"]C110<b>\u001dX","bin_raw":"A-01-1"}"#,
                vec![0u8]
            ],
        )?;
        let bin = catalogue::bin_by_code(cx, "A-01-1")?.unwrap();
        let source = Source {
            fact: Some(fact),
            what: String::new(),
            staff: Some(worker),
            at: cx.now,
        };
        let movement = Movement {
            item: mug,
            lot: Lot::default(),
            condition: Condition::Good,
            from: Place::Bin(bin),
            to: Place::Customer,
            quantity: 2,
        };
        stock::post(cx, &source, &movement)
    });
    put.unwrap();
    let (_, page) = world.get(&format!("/office/stock/{mug}")).await;
    assert!(page.contains(&format!("/office/stock/fact/{fact}")) && page.contains("Below zero"));
    let (status, page) = world.get(&format!("/office/stock/fact/{fact}")).await;
    assert_eq!(status, StatusCode::OK);
    for part in [
        "H3",
        "人員 worker",
        "]C110&#60;b&#62;␝X",
        "Raw scan of the bin",
        ">Picked",
        "A-01-1",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("⟨?⟩"));
}

#[tokio::test]
async fn a_person_signs_in_with_what_was_typed_and_secrets_never_come_back() {
    let world = World::new();
    let mut fields = vec![
        ("name", "<i>陳</i>"),
        ("badge", "STAFF-9"),
        ("role", "office"),
        ("pin", "1234"),
        ("pin_again", "1235"),
        ("login", "chen"),
        ("password", "long enough"),
        ("password_again", "long enough"),
        ("lang", "en"),
    ];
    let page = world.refused("/office/staff", &fields, "do not match").await;
    assert!(
        page.contains("&#60;i&#62;陳") && !page.contains("long enough") && !page.contains("1234"),
        "{page}"
    );
    fields[4].1 = "1234";
    fields[1].1 = "STAFF-worker";
    world.refused("/office/staff", &fields, "is taken").await;
    fields[1].1 = "STAFF-9";
    world.kept("/office/staff", &fields).await;
    let sign_in = "login=chen&password=long%20enough".to_owned();
    let answer = world.send(Method::POST, "/login", None, FORM, sign_in).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let short = [("name", "x"), ("badge", "B"), ("pin", "12"), ("pin_again", "12")];
    world
        .refused("/office/staff", &short, "four to eight digits")
        .await;
    let without = [
        ("name", "x"),
        ("badge", "B"),
        ("pin", "1234"),
        ("pin_again", "1234"),
        ("login", "x"),
    ];
    world.refused("/office/staff", &without, "“Password").await;
}

#[tokio::test]
async fn an_administrator_cannot_lock_themselves_out() {
    let world = World::new();
    let own = world
        .people
        .iter()
        .find(|(role, _)| *role == Role::Admin)
        .unwrap()
        .1;
    let path = format!("/office/staff/{own}");
    let fields = [
        ("name", "a"),
        ("badge", "STAFF-admin"),
        ("role", "worker"),
        ("login", "admin"),
        ("lang", "en"),
    ];
    world.refused(&path, &fields, "your own admin role").await;
    let to = world.kept(&format!("{path}/retire"), &[]).await;
    assert_eq!(to, "/office/staff?done=not_own");
    let worker = world.people[0].1;
    world.kept(&format!("/office/staff/{worker}/unlock"), &[]).await;
    world.kept(&format!("/office/staff/{worker}/retire"), &[]).await;
}

#[tokio::test]
async fn an_invitation_is_shown_as_a_picture_and_as_text() {
    let world = World::new();
    let (status, _, page) = world.post("/office/devices/invite", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<svg viewBox") && page.contains("<rect x=") && !page.contains("style="));
    assert!(page.contains("https://192.168.1.20:8443") && page.contains("For one device, valid 10 minutes"));
    let nobody = format!("/office/devices/{}", "0".repeat(32));
    let (status, _, _) = world.post(&nobody, &[("state", "revoked")]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_carrier_keeps_its_rule_and_its_pool_takes_only_numbers_that_fit() {
    let world = World::new();
    let fields = [
        ("code", "tcat"),
        ("name", "黑貓"),
        ("lengths", "12"),
        ("digits", "1"),
        ("aliases", "黑貓\r\n宅急便"),
    ];
    world.kept("/office/carriers", &fields).await;
    world.refused("/office/carriers", &fields, "is taken").await;
    world
        .refused(
            "/office/carriers",
            &[("code", "x"), ("name", "x"), ("lengths", "12, many")],
            "many",
        )
        .await;
    let carriers = world.state.store.read_now(catalogue::carriers).unwrap();
    let id = carriers[0].0.id;
    let upload = |numbers: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"numbers\"\r\n\r\n{numbers}\r\n--b--\r\n")
    };
    let path = format!("/office/carriers/{id}/waybills");
    let cookie = world.session(Role::Office);
    let kind = "multipart/form-data; boundary=b";
    let add = |numbers: &str| world.send(Method::POST, &path, Some(&cookie), kind, upload(numbers));
    let (status, page) = read(add("620000000001\r\nABC\r\n620000000002").await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("Numbers added: 2") && page.contains("not added: ABC"),
        "{page}"
    );
    let (status, _) = read(add("620000000003").await).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _) = read(add("\u{0}\u{1}").await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let free = world
        .state
        .store
        .read_now(|rx| server::domain::shipments::free_waybills(rx, id));
    assert_eq!(free.unwrap(), 3);
}

#[tokio::test]
async fn the_shop_is_saved_whole_or_not_at_all() {
    let world = World::new();
    world
        .kept(
            "/office/carriers",
            &[("code", "own"), ("name", "自有"), ("own", "1")],
        )
        .await;
    let mut fields = vec![
        ("name", "新店"),
        ("tax_id", "123"),
        ("utc_offset", "+08:00"),
        ("default_carrier", "own"),
        ("double_scan_ms", "400"),
        ("idle_lock_min", "ten"),
        ("return_short_days", "30"),
        ("return_decide_days", "3"),
        ("tcat_goods", "15"),
        ("lang", "zh-TW"),
    ];
    let page = world.refused("/office/settings", &fields, "eight digits").await;
    assert!(page.contains("1 to 720") && page.contains("value=\"ten\"") && page.contains("value=\"新店\""));
    fields[1].1 = "04595257";
    fields[5].1 = "10";
    world.kept("/office/settings", &fields).await;
    let shop = world
        .state
        .store
        .read_now(server::domain::settings::shop)
        .unwrap();
    assert_eq!(
        (shop.name.as_str(), shop.idle_lock_min, shop.training),
        ("新店", 10, false)
    );
    let carton = [
        ("carton_code", "CTN-S"),
        ("carton_name", ""),
        ("carton_weight", "90"),
    ];
    let page = world
        .refused("/office/settings/cartons", &carton, "must not be empty")
        .await;
    assert!(page.contains("value=\"CTN-S\"") && page.contains("value=\"新店\""));
    let carton = [
        ("carton_code", "CTN-S"),
        ("carton_name", "小箱"),
        ("carton_weight", "90"),
    ];
    world.kept("/office/settings/cartons", &carton).await;
    let (status, pem) = world.get("/office/settings/certificate").await;
    assert!(status == StatusCode::OK && pem.starts_with("-----BEGIN CERTIFICATE"));
}

#[tokio::test]
async fn labels_are_pdfs_and_what_cannot_be_printed_is_said() {
    let world = with_a_mug_and_a_bin().await;
    let id = item(&world, "MUG");
    for path in [
        format!("/office/items/labels.pdf?id={id}&code=4710000000017&copies=3"),
        format!("/office/items/labels.pdf?id={id}&code=%E8%8C%B6&copies=1"),
        "/office/bins/labels.pdf?zone=A".to_owned(),
        "/office/totes.pdf?first=T-001&count=3".to_owned(),
        "/office/staff/badges.pdf".to_owned(),
    ] {
        let (status, pdf) = world.get(&path).await;
        assert!(
            status == StatusCode::OK && pdf.starts_with("%PDF"),
            "{path}: {pdf:.300}"
        );
    }
    let (status, page) = world.get("/office/totes.pdf?first=T&count=3").await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("must end in a number"));
    let (status, page) = world
        .get(&format!(
            "/office/items/labels.pdf?id={id}&code={}&copies=1",
            "9".repeat(301)
        ))
        .await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("cannot be printed"),
        "{page}"
    );
    // A character that no font has is shown before anything is printed.
    let rare = [("sku", "RARE"), ("name", "\u{1F980}"), ("barcode", "RARE-1")];
    world.kept("/office/items", &rare).await;
    let path = format!(
        "/office/items/labels.pdf?id={}&code=RARE-1&copies=1",
        item(&world, "RARE")
    );
    let (status, page) = world.get(&path).await;
    assert!(
        status == StatusCode::OK && page.contains("Before you print") && page.contains("&#38;anyway=1"),
        "{page}"
    );
    let (_, pdf) = world.get(&format!("{path}&anyway=1")).await;
    assert!(pdf.starts_with("%PDF"));
}

#[tokio::test]
async fn a_lead_looks_and_does_not_see_what_only_others_may_do() {
    let world = with_a_mug_and_a_bin().await;
    let cookie = world.session(Role::Lead);
    for path in [
        "/office/items",
        "/office/bins",
        "/office/bundles",
        "/office/carriers",
        "/office/stock",
    ] {
        let (status, page) = read(
            world
                .send(Method::GET, path, Some(&cookie), FORM, String::new())
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(
            !page.contains("/new\"") && !page.contains("/office/staff") && !page.contains("⟨?⟩"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_an_administrator_imports_people() {
    let world = World::new();
    let upload = |what: &str| {
        format!(
            "--b\r\ncontent-disposition: form-data; name=\"what\"\r\n\r\n{what}\r\n--b\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n\
             name,badge,pin,role\nMallory,S-666,1234,admin\n\r\n--b--\r\n"
        )
    };
    let kind = "multipart/form-data; boundary=b";
    for (role, what, status) in [
        (Role::Office, "staff", StatusCode::FORBIDDEN),
        (Role::Office, "bundles", StatusCode::SEE_OTHER),
        (Role::Admin, "staff", StatusCode::SEE_OTHER),
    ] {
        let cookie = world.session(role);
        let answer = world.send(Method::POST, "/office/import", Some(&cookie), kind, upload(what));
        assert_eq!(read(answer.await).await.0, status, "{role:?} {what}");
        let page = world.send(Method::GET, "/office/import", Some(&cookie), FORM, String::new());
        let (_, page) = read(page.await).await;
        assert!(page.contains("value=\"bundles\""));
        assert_eq!(page.contains("value=\"staff\""), role == Role::Admin);
    }
}

#[tokio::test]
async fn reloading_the_answer_to_a_form_leads_back_to_the_form() {
    let world = World::new();
    let cookie = world.session(Role::Admin);
    let forms = routes()
        .into_iter()
        .filter(|route| route.method == Method::POST && matches!(route.access, Access::AtLeast(_)));
    let mut back = Vec::new();
    for route in forms {
        let path = without_params(route.path);
        let answer = world
            .send(Method::GET, &path, Some(&cookie), FORM, String::new())
            .await;
        let status = answer.status();
        assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        if status == StatusCode::SEE_OTHER {
            let to = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
            let page = world
                .send(Method::GET, &to, Some(&cookie), FORM, String::new())
                .await;
            assert_ne!(
                page.status(),
                StatusCode::METHOD_NOT_ALLOWED,
                "{path} leads to {to}"
            );
            back.push((path, to));
        }
    }
    assert!(back.len() > 15, "{back:?}");
    for (form, page) in [
        ("/office/orders/release", "/office/orders"),
        ("/office/orders/0/cancel", "/office/orders/0"),
        ("/office/settings/cartons", "/office/settings"),
        ("/office/import/0/report/codes", "/office/import/0/report"),
        ("/office/discrepancies/0", "/office/discrepancies"),
    ] {
        assert!(
            back.contains(&(form.to_owned(), page.to_owned())),
            "{form}: {back:?}"
        );
    }
}

/// The value of the hidden field `next` of the header's language button.
fn language_leads_to(page: &str) -> String {
    let at = page.split("name=\"next\" value=\"").nth(1).unwrap_or_default();
    at.split('"')
        .next()
        .unwrap()
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[tokio::test]
async fn a_language_is_changed_where_the_person_is_and_remembered_for_the_sign_in_page() {
    let world = World::new();
    let here = "/office/items?q=tea&page=0";
    let (_, page) = world.get(here).await;
    assert_eq!(language_leads_to(&page), here);
    let (_, _, page) = world.post("/office/items", &[("sku", "")]).await;
    assert_eq!(
        language_leads_to(&page),
        "/office/items/new",
        "a form that came back"
    );
    let cookie = world.session(Role::Admin);
    let body = format!("lang=zh-TW&next={}", server::http::guard::percent(here));
    let answer = world
        .send(Method::POST, "/office/language", Some(&cookie), FORM, body)
        .await;
    assert_eq!(answer.headers()[header::LOCATION].to_str().unwrap(), here);
    let kept = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(kept.starts_with("beeline_lang=zh-TW; "), "{kept}");
    let body = "lang=en&next=//evil.example/office".to_owned();
    let answer = world
        .send(Method::POST, "/office/language", Some(&cookie), FORM, body)
        .await;
    assert_eq!(answer.headers()[header::LOCATION].to_str().unwrap(), "/office");

    // Nobody is signed in, or no longer: the page speaks what was chosen last in this browser.
    let lang = Some("beeline_lang=en");
    let (_, page) = read(world.send(Method::GET, "/login", lang, FORM, String::new()).await).await;
    assert!(
        page.contains("lang=\"en\"") && page.contains("Password"),
        "{page}"
    );
    let typed = "sku=TEA&name=Tea".to_owned();
    let (_, page) = read(world.send(Method::POST, "/office/items", lang, FORM, typed).await).await;
    assert!(page.contains("Your session has ended"), "{page}");
    let (_, page) = read(world.send(Method::GET, "/login", None, FORM, String::new()).await).await;
    assert!(page.contains("lang=\"zh-TW\""), "{page}");
    let switched = world
        .send(
            Method::POST,
            "/login",
            None,
            FORM,
            "login=&password=&switch=en".to_owned(),
        )
        .await;
    assert!(
        switched.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .starts_with("beeline_lang=en; ")
    );
}

#[tokio::test]
async fn a_form_of_megabytes_is_refused_in_words() {
    let world = World::new();
    let long = "x".repeat(server::http::router::FORM_BYTES);
    let (status, _, page) = world
        .post("/office/items", &[("sku", "A"), ("name", &long)])
        .await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        page.contains("送出的內容太大") && page.contains("Nothing was saved"),
        "{page}"
    );
}
