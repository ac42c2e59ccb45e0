//! A day in the office: orders come in from files, are released, printed, changed, cancelled, answered.

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use server::clock::SystemClock;
use server::db::{By, RandomIds, Store};
use server::domain::discrepancies::{self, Kind, Raise};
use server::domain::{orders, waves};
use server::http::{Addresses, AppState, app};
use shared::id::*;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tower::ServiceExt;

/// The demonstration warehouse with its thirty orders, and an admin who is signed in.
struct Office {
    router: axum::Router,
    store: Store,
    cookie: String,
    folder: tempfile::TempDir,
}

struct Page {
    status: StatusCode,
    location: String,
    bytes: Vec<u8>,
}

impl Page {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    fn says(&self, words: &str) -> &Page {
        assert!(self.text().contains(words), "{words} is not in:\n{}", self.text());
        self
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data");
    std::fs::read(root.join(name)).unwrap()
}

fn form(fields: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(fields).unwrap()
}

impl Office {
    async fn open() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SystemClock);
        let store = Store::open(&folder.path().join("beeline.db"), clock, Box::new(RandomIds)).unwrap();
        let seeded = store.clone();
        tokio::task::spawn_blocking(move || server::cli::seed_demo(&seeded, false).unwrap())
            .await
            .unwrap();
        let mut office = Office {
            router: app(AppState::new(store.clone(), Addresses::default())),
            store,
            cookie: String::new(),
            folder,
        };
        let signed_in = office
            .send(
                "/login",
                "application/x-www-form-urlencoded",
                form(&[("login", "admin"), ("password", "beeline-demo")]).into(),
            )
            .await;
        assert_eq!(signed_in.status, StatusCode::SEE_OTHER);
        office
    }

    async fn request(&mut self, mut request: Request<Body>) -> Page {
        let peer: SocketAddr = "127.0.0.1:5000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let headers = request.headers_mut();
        headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
        if !self.cookie.is_empty() {
            headers.insert(header::COOKIE, self.cookie.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let set = cookie.to_str().unwrap().split(';').next().unwrap();
            let name = set.split('=').next().unwrap();
            let others = self
                .cookie
                .split("; ")
                .filter(|one| one.split('=').next() != Some(name));
            let all: Vec<&str> = others.filter(|one| !one.is_empty()).chain([set]).collect();
            self.cookie = all.join("; ");
        }
        let location = response.headers().get(header::LOCATION);
        Page {
            status: response.status(),
            location: location
                .map(|to| to.to_str().unwrap().to_owned())
                .unwrap_or_default(),
            bytes: to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec(),
        }
    }

    async fn get(&mut self, path: &str) -> Page {
        self.request(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    async fn send(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Page {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.request(request.body(Body::from(body)).unwrap()).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(path, "application/x-www-form-urlencoded", form(fields).into())
            .await
    }

    /// Uploads a file; answers the address of its mapping screen.
    async fn upload(&mut self, what: &str, name: &str, bytes: &[u8]) -> Page {
        let mut body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\n{what}\r\n--b\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--b--\r\n");
        self.send("/office/import", "multipart/form-data; boundary=b", body)
            .await
    }

    /// The mapping form as a browser would send it back, with a button and other fields on top.
    async fn choose(&mut self, at: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(at).await.text();
        let mut all = shown_fields(&page);
        all.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
        all.extend(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let body = serde_urlencoded::to_string(&all).unwrap();
        self.send(at, "application/x-www-form-urlencoded", body.into())
            .await
    }

    /// Waits for a dry run or an import to end.
    async fn report(&mut self, at: &str) -> Page {
        for _ in 0..600 {
            let page = self.get(&format!("{at}/report")).await;
            if !page.text().contains("id=\"progress\"") {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the import never ends");
    }

    async fn pdf_text(&mut self, path: &str) -> String {
        let pdf = self.get(path).await;
        assert_eq!(pdf.status, StatusCode::OK, "{path}: {}", pdf.text());
        assert!(pdf.bytes.starts_with(b"%PDF"), "{path} is no PDF");
        let file: PathBuf = self.folder.path().join("paper.pdf");
        std::fs::write(&file, &pdf.bytes).unwrap();
        let out = Command::new("pdftotext")
            .arg("-layout")
            .arg(&file)
            .arg("-")
            .output();
        String::from_utf8(out.expect("pdftotext is installed").stdout).unwrap()
    }

    fn order_id(&self, number: &str) -> OrderId {
        let filter = orders::OrderFilter {
            query: number.to_owned(),
            limit: 1,
            ..Default::default()
        };
        self.store.read_now(|rx| orders::list(rx, &filter)).unwrap()[0].id
    }

    /// Releases orders by number; answers the address of the release.
    async fn release(&mut self, numbers: &[&str]) -> String {
        let ids: Vec<String> = numbers.iter().map(|number| self.order_id(number).hex()).collect();
        let mut fields = vec![("per_list", "2"), ("note", "早班")];
        fields.extend(ids.iter().map(|id| ("id", id.as_str())));
        let page = self.post("/office/orders/release", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
        page.location.split('?').next().unwrap().to_owned()
    }
}

/// Names and values of a page's inputs, ticked boxes, chosen options and text boxes.
fn shown_fields(page: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| -> Option<String> {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        let text = &tag[from..from + tag[from..].find('"')?];
        Some(
            text.replace("&#38;", "&")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&#60;", "<"),
        )
    };
    let mut fields = Vec::new();
    let form = page
        .split("<form method=\"post\" action=\"/office/import/")
        .nth(1)
        .unwrap_or_default();
    for part in form.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let kind = tag.split(' ').next().unwrap_or_default();
        let name = attribute(tag, "name");
        match kind {
            "input" if tag.contains("type=\"checkbox\"") && !tag.ends_with("checked") => {}
            "input" => fields.extend(name.map(|name| (name, attribute(tag, "value").unwrap_or_default()))),
            "textarea" => fields.extend(name.map(|name| (name, text.to_owned()))),
            "select" => fields.extend(name.map(|name| (name, String::new()))),
            "option" if tag.ends_with("selected") => {
                if let Some(last) = fields.last_mut() {
                    last.1 = attribute(tag, "value").unwrap_or_else(|| text.to_owned());
                }
            }
            "/form" => break,
            _ => {}
        }
    }
    fields
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_shopee_file_comes_in_once_and_asks_what_its_codes_mean() {
    let mut office = Office::open().await;
    let bytes = fixture("shopee/orders-password-345678.xlsx");
    let uploaded = office.upload("orders", "orders.xlsx", &bytes).await;
    let at = uploaded.location;
    office.get(&at).await.says("這個檔案有密碼");
    office
        .choose(&at, &[("password", "000000"), ("do", "refresh")])
        .await;
    office.get(&at).await.says("密碼不對").says("000000");
    office
        .choose(&at, &[("password", "345678"), ("do", "refresh")])
        .await;
    office.get(&at).await.says("商品選項貨號").says("260929ABCD0001");

    assert_eq!(
        office.choose(&at, &[("do", "try")]).await.location,
        format!("{at}/report")
    );
    office
        .report(&at)
        .await
        .says("沒看過的代碼")
        .says("TEE-W-M")
        .says("已取消");
    let nothing = office
        .post(
            &format!("{at}/report/codes"),
            &[
                ("channel", "shopee"),
                ("code", "TEE-W-M"),
                ("orders", "1"),
                ("sku", "NO-SUCH"),
                ("quantity", "1"),
            ],
        )
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.says("找不到「NO-SUCH」這個貨號或組合品");
    for (code, sku, quantity) in [
        ("TEE-W-M", "TSHIRT-M", "1"),
        ("BAG-01", "SET-TEA", "1"),
        ("300_7", "MUG-WHT", "2"),
    ] {
        let kept = office
            .post(
                &format!("{at}/report/codes"),
                &[
                    ("channel", "shopee"),
                    ("code", code),
                    ("orders", "1"),
                    ("sku", sku),
                    ("quantity", quantity),
                ],
            )
            .await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        office.report(&at).await;
    }
    office.post(&format!("{at}/report/run"), &[]).await;
    office.report(&at).await.says("匯入完成");
    let order = office.order_id("260929ABCD0001");
    office
        .get(&format!("/office/orders/{order}"))
        .await
        .says("TSHIRT-M × ")
        .says("MUG-WHT × ");

    // The very same file again creates nothing and says when it came in.
    let again = office.upload("orders", "orders.xlsx", &bytes).await.location;
    office
        .choose(&again, &[("password", "345678"), ("do", "try")])
        .await;
    office.get(&again).await.says("同一個檔案匯入過");
    office
        .choose(&again, &[("password", "345678"), ("do", "try")])
        .await;
    office.report(&again).await;
    office.post(&format!("{again}/report/run"), &[]).await;
    office.report(&again).await;
    let filter = orders::OrderFilter {
        query: "260929ABCD0001".to_owned(),
        ..Default::default()
    };
    assert_eq!(office.store.read_now(|rx| orders::count(rx, &filter)).unwrap(), 1);
    office.get("/office/codes").await.says("TEE-W-M").says("SET-TEA");
}

#[tokio::test(flavor = "multi_thread")]
async fn real_lines_come_in_with_charges_cancellations_and_write_offs_told_apart() {
    let mut office = Office::open().await;
    let all = fixture("online-retail/lines.csv");
    // The first days are enough here; the whole file is a test of its own speed.
    let text = String::from_utf8(all).unwrap();
    let few = text.lines().take(3_000).collect::<Vec<_>>().join("\n");
    let at = office
        .upload("orders", "lines.csv", few.as_bytes())
        .await
        .location;
    office.get(&at).await.says("InvoiceNo").says("POST=postage");
    office.choose(&at, &[("create_items", "1"), ("do", "try")]).await;
    office.report(&at).await.says("試算結果");
    let filter = orders::OrderFilter {
        query: "536365".to_owned(),
        ..Default::default()
    };
    assert_eq!(
        office.store.read_now(|rx| orders::count(rx, &filter)).unwrap(),
        0,
        "a dry run keeps nothing"
    );
    office.post(&format!("{at}/report/run"), &[]).await;
    office.report(&at).await.says("匯入完成").says("/bad-rows");
    let bad = office.get(&format!("{at}/bad-rows")).await;
    assert!(bad.bytes.starts_with(b"\xEF\xBB\xBF"), "Excel reads it as UTF-8");
    assert_eq!(office.store.read_now(|rx| orders::count(rx, &filter)).unwrap(), 1);
    office
        .get("/office/import")
        .await
        .says("lines.csv")
        .says("/office/import/runs/");
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_that_cancel_come_in_as_returns_of_what_the_file_sold() {
    let mut office = Office::open().await;
    let text = String::from_utf8(fixture("online-retail/lines.csv")).unwrap();
    let few = text.lines().take(12_000).collect::<Vec<_>>().join("\n");
    for what in ["orders", "returns"] {
        let at = office.upload(what, "lines.csv", few.as_bytes()).await.location;
        let mapping = ["online-retail", "online-retail-returns"][usize::from(what == "returns")];
        office.get(&at).await.says(&format!("value=\"{mapping}\""));
        office.choose(&at, &[("create_items", "1"), ("do", "try")]).await;
        office.report(&at).await.says("試算結果");
        office.post(&format!("{at}/report/run"), &[]).await;
        office.report(&at).await.says("匯入完成").says("/bad-rows");
    }
    let page = office.get("/office/sales-returns").await;
    page.says("online-retail 53").says("已申請");
}

#[tokio::test(flavor = "multi_thread")]
async fn big5_is_confirmed_by_a_person_before_it_is_tried() {
    let mut office = Office::open().await;
    let at = office
        .upload("orders", "a.csv", &fixture("shopee/orders-cp950.csv"))
        .await
        .location;
    office.get(&at).await.says("Big5");
    let asked = office.choose(&at, &[("do", "try")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    asked.says("請先確認文字沒有亂碼");
    let nameless = office.choose(&at, &[("encoding_ok", "1"), ("do", "try")]).await;
    nameless.says("請輸入平台／通路名稱");
    let tried = office.choose(&at, &[("channel", "官網"), ("do", "try")]).await;
    assert_eq!(tried.location, format!("{at}/report"));
    office.report(&at).await.says("試算結果");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_files_are_refused_in_words_and_the_choice_is_kept() {
    let mut office = Office::open().await;
    let xlsx = fixture("shopee/orders.xlsx");
    for (name, bytes, words) in [
        ("half.xlsx", xlsx[..xlsx.len() / 2].to_vec(), "檔案不完整"),
        (
            "page.xls",
            b"<html><table></table></html>".to_vec(),
            "這不是表格檔",
        ),
        ("quote.csv", "a,b\n1,\"two\n3,4\n".into(), "雙引號"),
    ] {
        let at = office.upload("bins", name, &bytes).await.location;
        let page = office.get(&at).await;
        page.says(words).says(name).says("儲位");
    }
    let big = office.upload("items", "big.csv", &vec![b'a'; 26_000_000]).await;
    assert_eq!(big.status, StatusCode::UNPROCESSABLE_ENTITY);
    big.says("26 MB").says("value=\"items\" selected");
    let empty = office.upload("orders", "e.csv", b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says("檔案是空的");
    let stranger = office.get("/office/import/12345").await;
    assert_eq!(stranger.location, "/office/import?gone=1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_prints_every_paper_and_counts_reprints() {
    let mut office = Office::open().await;
    let none = office
        .post(
            "/office/orders/release",
            &[("per_list", "0"), ("note", "夜班"), ("state", "open")],
        )
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.says("1 到 20").says("夜班");
    let wave = office.release(&["D261000", "D261003", "D261001"]).await;
    office
        .get(&wave)
        .await
        .says("D261003")
        .says("早班")
        .says("待物流單號");

    let picks = office.pdf_text(&format!("{wave}/pick-lists/1")).await;
    assert!(
        picks.contains("PK") && picks.contains("D261003") && picks.contains("批次揀"),
        "{picks}"
    );
    let slips = office.pdf_text(&format!("{wave}/slips/1")).await;
    for number in ["D261000", "D261003", "D261001"] {
        assert!(slips.contains(number), "{slips}");
    }
    assert!(
        !slips.contains("NT$") && !slips.contains('$'),
        "a slip shows no amounts"
    );
    assert!(
        slips.contains("王○明") && !slips.contains("王小明"),
        "a slip shows no full names"
    );

    let printed = office.post(&format!("{wave}/print"), &[("part", "1")]).await;
    assert_eq!(printed.location, format!("{wave}/labels/1"));
    let labels = office.pdf_text(&printed.location).await;
    assert!(
        labels.contains("D261000") && labels.contains("王小明") && !labels.contains("補印"),
        "{labels}"
    );
    assert!(
        !labels.contains("D261001"),
        "a parcel that waits for T-Cat's number has no label of ours"
    );
    let twice = office.post(&format!("{wave}/print"), &[("part", "all")]).await;
    assert_eq!(twice.location, format!("{wave}/print?all=1"));
    office.get(&twice.location).await.says("<object");
    assert!(
        office
            .pdf_text(&format!("{wave}/labels/1"))
            .await
            .contains("補印")
    );

    // The carrier's number, typed; one that is not T-Cat's is refused with what was typed.
    let order = office.order_id("D261001");
    let page = office.get(&format!("/office/orders/{order}")).await.text();
    let from = page.find("name=\"shipment\" value=\"").unwrap() + 23;
    let shipment = page[from..from + 32].to_owned();
    let wrong = office
        .post(
            &format!("/office/orders/{order}/label"),
            &[("shipment", &shipment), ("number", "12AB")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("12AB").says("不是這家物流的單號格式");
    let right = office
        .post(
            &format!("/office/orders/{order}/label"),
            &[("shipment", &shipment), ("number", "123456789012")],
        )
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text());
    office.get(&format!("{wave}/tcat")).await.says("黑貓託運檔");
    let file = office.get(&format!("{wave}/tcat/utf8")).await;
    file.says("收件人姓名").says("D261001").says("李美麗");
    assert!(!file.text().contains("D261000"), "only T-Cat's parcels");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_taken_back_and_an_order_cancelled() {
    let mut office = Office::open().await;
    let short = office.order_id("D261029").hex();
    office
        .post("/office/orders/release", &[("per_list", "1"), ("id", &short)])
        .await
        .says("缺少的商品")
        .says("D261029");
    let wave = office.release(&["D261000", "D261003"]).await;
    let undone = office.post(&format!("{wave}/undo"), &[]).await;
    assert_eq!(undone.location, format!("{wave}?said=undone&n=2"));
    office.get("/office/orders?state=open").await.says("D261003");

    let order = office.order_id("D261000");
    let at = format!("/office/orders/{order}");
    assert_eq!(
        office
            .post(&format!("{at}/cancel"), &[("reason", " ")])
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let cancelled = office
        .post(&format!("{at}/cancel"), &[("reason", "買家 <b>改變心意</b>")])
        .await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
    let page = office.get(&at).await;
    page.says("已取消").says("改變心意");
    assert!(!page.text().contains("<b>改變"), "markup in a reason stays text");
    let late = office.post(&format!("{at}/cancel"), &[("reason", "again")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    late.says("太遲了");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_order_is_held_until_a_person_answers_and_its_data_is_masked() {
    let mut office = Office::open().await;
    let csv =
        |address: &str| format!("order,sku,quantity,recipient,address\nX-1,MUG-WHT,1,歐陽小明,{address}\n");
    for (address, release) in [
        ("臺北市信義區松仁路 1 號", true),
        ("高雄市前鎮區中山路 9 號", false),
    ] {
        let at = office
            .upload("orders", "x.csv", csv(address).as_bytes())
            .await
            .location;
        let page = office
            .choose(
                &at,
                &[
                    ("channel", "官網"),
                    ("c.order_no", "k:order"),
                    ("c.sku", "k:sku"),
                    ("c.quantity", "k:quantity"),
                    ("c.recipient_name", "k:recipient"),
                    ("c.recipient_address", "k:address"),
                    ("do", "try"),
                ],
            )
            .await;
        assert_eq!(page.location, format!("{at}/report"), "{}", page.text());
        office.report(&at).await;
        office.post(&format!("{at}/report/run"), &[]).await;
        office.report(&at).await.says("匯入完成");
        if release {
            office.release(&["X-1"]).await;
        }
    }
    let at = format!("/office/orders/{}", office.order_id("X-1"));
    let page = office.get(&at).await;
    page.says("平台後來的檔案不同").says("歐○○明");
    assert!(
        !page.text().contains("松仁路"),
        "an address is masked until it is asked for"
    );
    office
        .get(&format!("{at}?full=1"))
        .await
        .says("松仁路")
        .says("中山路");
    office.get("/office/orders?state=held").await.says("X-1");
    assert_eq!(
        office
            .post(&format!("{at}/change"), &[("answer", "accept")])
            .await
            .location,
        format!("{at}?said=accepted")
    );
    let page = office.get(&format!("{at}?full=1")).await;
    page.says("已採用").says("中山路");
    assert!(!page.text().contains("採用新資料</button>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discrepancy_is_answered_with_what_is_really_there() {
    let mut office = Office::open().await;
    let wave = office.release(&["D261000"]).await;
    let wave: WaveId = wave.rsplit('/').next().unwrap().parse().unwrap();
    let (list, line) = office
        .store
        .read_now(|rx| {
            let list = waves::lists_of_wave(rx, wave)?.remove(0);
            let line = waves::list_lines(rx, list.id)?.remove(0);
            Ok::<_, server::db::DbError>((list, line))
        })
        .unwrap();
    let (item, task, bin_code) = (line.item, format!("list:{}", list.id), line.bin.clone());
    let raised = office
        .store
        .write_now(By::System, move |cx| {
            let bin = server::domain::catalogue::bin_by_code(cx, &bin_code)?;
            let raise = Raise {
                item: Some(item),
                bin,
                task: Some(task),
                quantity: 1,
                detail: "not_found".to_owned(),
                ..Raise::new(Kind::ShortPick, "s")
            };
            discrepancies::raise(cx, &raise)
        })
        .unwrap();
    let page = office.get("/office/discrepancies").await;
    page.says("揀貨短少")
        .says(&line.bin)
        .says(&line.sku)
        .says(&list.number)
        .says("找不到");
    let at = format!("/office/discrepancies/{raised}");
    let wrong = office
        .post(
            &at,
            &[("answer", "adjust"), ("counted", "1.5"), ("note", "數過了")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("請輸入實際數量").says("1.5").says("數過了");
    let right = office
        .post(&at, &[("answer", "adjust"), ("counted", "７"), ("note", "")])
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    office
        .get("/office/discrepancies?all=1")
        .await
        .says("已輸入實際數量");
    office.post(&at, &[("answer", "lost")]).await.says("已經結案");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_speak_both_languages_and_unknown_ones_are_not_there() {
    let mut office = Office::open().await;
    let wave = office.release(&["D261000"]).await;
    let order = format!("/office/orders/{}", office.order_id("D261000"));
    for (lang, words) in [("en", "Ship by"), ("zh-TW", "最晚出貨")] {
        office.post("/office/language", &[("lang", lang)]).await;
        for path in [
            "/office/orders?state=all",
            "/office/orders?state=all&q=D2610&page=1",
            &wave,
            &order,
        ] {
            office.get(path).await.says(words);
        }
        for path in [
            "/office/waves",
            "/office/manifests",
            "/office/discrepancies",
            "/office/codes",
            "/office/import",
            &format!("{wave}/print"),
        ] {
            assert_eq!(office.get(path).await.status, StatusCode::OK, "{path}");
        }
    }
    for path in [
        "/office/orders/nothing",
        "/office/waves/00000000000000000000000000000000",
        "/office/manifests/1",
        "/office/lists/x",
    ] {
        assert_eq!(office.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// One handheld that does one order from pick to signature, with a wrong scan and one piece too many on the way.
fn work(office: &Office, wave: WaveId) -> ManifestId {
    use shared::enrol::EnrolRequest;
    use shared::facts::*;
    use shared::sync::PushRequest;
    let (list, line, shipment, shipment_line, label) = office
        .store
        .read_now(|rx| {
            let list = waves::lists_of_wave(rx, wave)?.remove(0);
            let line = waves::list_lines(rx, list.id)?.remove(0);
            let shipment = server::domain::shipments::shipments_of_wave(rx, wave)?.remove(0);
            let row = rx
                .row(
                    "select id from shipment_line where shipment = ?1",
                    &[shipment.id.into()],
                )?
                .unwrap();
            let shipment_line: ShipmentLineId = row.parse("id")?;
            Ok::<_, server::db::DbError>((
                list,
                line,
                shipment.clone(),
                shipment_line,
                shipment.label.unwrap(),
            ))
        })
        .unwrap();
    let code = line.bin.clone();
    let bin = office
        .store
        .read_now(|rx| server::domain::catalogue::bin_by_code(rx, &code))
        .unwrap()
        .unwrap();
    let id = |n: u128| uuid::Uuid::from_u128(n);
    // A parcel has its shipment's id.
    let (parcel, manifest) = (ParcelId(shipment.id.0), ManifestId(id(2)));
    let picked = Picked {
        list: list.id,
        line: line.id,
        item: line.item,
        bin,
        lot: line.lot.clone(),
        quantity: 1,
        how: How::Scanned,
        raw: line.barcode.clone(),
        bin_raw: line.bin.clone(),
        serial: String::new(),
    };
    let task = Some(TaskRef::List(list.id));
    let facts: Vec<Fact> = vec![
        ToteAttached {
            list: list.id,
            tote: "TOTE-07".to_owned(),
        }
        .into(),
        Misscanned {
            step: "item".to_owned(),
            said: "wrong_item".to_owned(),
            raw: "0109\u{1d}<b>".to_owned(),
            task,
        }
        .into(),
        picked.clone().into(),
        picked.into(),
        Packed {
            shipment: shipment.id,
            line: shipment_line,
            list: list.id,
            parcel,
            item: line.item,
            lot: line.lot,
            quantity: 1,
            how: How::Keyed,
            raw: line.barcode,
            tote: "TOTE-07".to_owned(),
            serial: String::new(),
        }
        .into(),
        ParcelClosed {
            shipment: shipment.id,
            parcel,
            carrier: shipment.carrier,
            label: label.clone(),
            raw: label.clone(),
            carton: String::new(),
            weight_g: Some(420),
        }
        .into(),
        HandedOver {
            manifest,
            carrier: shipment.carrier,
            shipment: shipment.id,
            parcel,
            raw: label,
        }
        .into(),
        ManifestClosed {
            manifest,
            carrier: shipment.carrier,
            number: "MF-H1-0001".to_owned(),
            parcels: 1,
            cod: 0,
            driver: "陳司機".to_owned(),
            signature: "M20 80 L120 40 L220 120 L380 60".to_owned(),
        }
        .into(),
    ];
    office
        .store
        .write_now(By::System, move |cx| {
            use server::domain::devices;
            let request = EnrolRequest {
                code: devices::invite(cx)?,
                name: "PDA".to_owned(),
                app_version: "1".to_owned(),
            };
            let enrolled = devices::enrol(cx, &request)?.expect("invited");
            let device = devices::get(cx, enrolled.device)?.unwrap();
            let staff = server::domain::staff::members(cx)?.remove(0).id;
            let envelope = |(n, fact): (u128, &Fact)| {
                let clock = if n == 0 {
                    ClockSource::Wall
                } else {
                    ClockSource::Server
                };
                Envelope::new(FactId(id(100 + n)), cx.now, clock, Some(staff), fact)
            };
            let facts: Vec<Envelope> = (0..).zip(&facts).map(envelope).collect();
            let push = PushRequest {
                epoch: 1,
                first: 1,
                pending: facts.len() as i64,
                facts,
                now: cx.now,
            };
            server::sync::push(cx, &device, &push)
        })
        .unwrap();
    manifest
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_tells_its_story_and_its_surplus_is_put_back() {
    let mut office = Office::open().await;
    let wave = office.release(&["D261000"]).await;
    let manifest = work(&office, wave.rsplit('/').next().unwrap().parse().unwrap());
    let order = office
        .get(&format!("/office/orders/{}", office.order_id("D261000")))
        .await;
    order
        .says("TOTE-07")
        .says("裝置時鐘")
        .says("刷錯")
        .says("商品不對")
        .says("封箱")
        .says("420 g")
        .says("MF-H1-0001")
        .says("已出貨");
    assert!(
        !order.text().contains("<b>0109") && order.text().contains("0109␝"),
        "a raw scan is text"
    );
    office.get(&wave).await.says("1 / 1").says("TOTE-07");
    let page = office.get(&format!("/office/manifests/{manifest}")).await;
    page.says("陳司機").says("<path d=\"M20 80 L120 40").says("王○明");
    let paper = office
        .pdf_text(&format!("/office/manifests/{manifest}/pdf"))
        .await;
    assert!(
        paper.contains("陳司機") && paper.contains("BL26") && !paper.contains("王小明"),
        "{paper}"
    );

    let open = office
        .store
        .read_now(|rx| discrepancies::list(rx, true, 9))
        .unwrap();
    let surplus = open
        .iter()
        .find(|one| one.kind == Kind::SurplusPicked)
        .expect("one piece too many");
    office.get("/office/discrepancies").await.says("多揀，需歸位");
    let answered = office
        .post(
            &format!("/office/discrepancies/{}", surplus.id),
            &[("answer", "put_back")],
        )
        .await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    let tote = office
        .store
        .read_now(|rx| {
            rx.number(
                "select count(*) as n from balance where place like 'tote:%' and quantity <> 0",
                &[],
            )
        })
        .unwrap();
    assert_eq!(tote, 0, "nothing is left in the tote");
    let differences = office
        .store
        .read_now(server::domain::stock::recount::check)
        .unwrap();
    assert_eq!(differences, Default::default());
}

/// A workbook of one part that inflates to `bytes` of blanks.
fn bomb(bytes: usize) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        let blanks = vec![b' '; 1 << 20];
        for _ in 0..bytes >> 20 {
            zip.write_all(&blanks).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_is_refused_in_words_and_nothing_of_it_is_kept() {
    let mut office = Office::open().await;
    let all = orders::OrderFilter::default();
    let before = office.store.read_now(|rx| orders::count(rx, &all)).unwrap();

    let large = vec![b'a'; server::intake::file::MAX_FILE_BYTES + 1];
    let answer = office.upload("orders", "large.csv", &large).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("role=\"alert\"").says("25 MB");

    let packed = bomb(300 << 20);
    assert!(packed.len() < 1 << 20, "{} bytes", packed.len());
    let at = office.upload("orders", "bomb.xlsx", &packed).await.location;
    office.get(&at).await.says("role=\"alert\"").says("解壓縮");

    let whole = fixture("shopee/orders.xlsx");
    let at = office
        .upload("orders", "half.xlsx", &whole[..whole.len() / 2])
        .await
        .location;
    office.get(&at).await.says("檔案不完整");
    let tried = office.post(&at, &[("do", "try"), ("table", "1")]).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Half a CSV ends inside a quoted cell.
    let at = office
        .upload(
            "orders",
            "half.csv",
            "訂單編號,收件人\nA1,\"林\nA2,陳\n".as_bytes(),
        )
        .await
        .location;
    office.get(&at).await.says("role=\"alert\"").says("引號");
    let after = office.store.read_now(|rx| orders::count(rx, &all)).unwrap();
    assert_eq!(after, before, "nothing is half done");

    // A file that comes after the session has ended has to be chosen again, and the page says so.
    office.cookie.clear();
    let answer = office.upload("orders", "orders.xlsx", &whole).await;
    answer.says("再選一次檔案").says("value=\"/office/import\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_a_verb_refuses_is_told_in_the_readers_language() {
    let mut office = Office::open().await;
    let csv = format!("儲位,區\n{},A\n", "A".repeat(31));
    for (lang, words) in [
        ("zh-TW", "儲位有 31 個字，最多 30 個字"),
        ("en", "code is 31 characters long; 30 are allowed"),
    ] {
        office.post("/office/language", &[("lang", lang)]).await;
        let at = office.upload("bins", "bins.csv", csv.as_bytes()).await.location;
        office.get(&at).await;
        office.choose(&at, &[("do", "try")]).await;
        office.report(&at).await.says(words);
    }
}
