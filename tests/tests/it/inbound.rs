//! The inbound day: an order to a supplier, the driver at the door, two clerks at one delivery without a network, what is
//! over, broken and short, put-away, and a server that dies twice.

use crate::hands::Hands;
use crate::world::World;
use server::clock::{Clock, SystemClock};
use server::domain::settings::day;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

/// The office's pages over plain HTTP, with a session's cookie.
struct Desk {
    port: u16,
    cookie: String,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Desk {
    fn signed_in(world: &World) -> Desk {
        let mut desk = Desk {
            port: world.port,
            cookie: String::new(),
        };
        let answer = desk.post("/login", &[("login", "admin"), ("password", "beeline-demo")]);
        let cookie = answer
            .head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        cookie.expect("a session").clone_into(&mut desk.cookie);
        desk
    }

    fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        )
        .expect("it is sent");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).expect("it answers");
        let end = all
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Answer {
            status: status.expect("a status"),
            head,
            body: all.split_off(end + 4),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    /// A form that must be taken.
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let coded = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02x}")).collect() };
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", coded(value)))
            .collect();
        let answer = self.send("POST", path, &body.join("&"));
        let page = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 303, "{path}: {page}");
        answer
    }
}

/// One text out of the database.
pub fn text(world: &World, sql: &str) -> String {
    let sql = sql.to_owned();
    world.store(|store| {
        let row = store.read_now(move |rx| rx.row(&sql, &[])).expect("a read");
        row.expect("a row").text("t").expect("a text")
    })
}

pub fn barcode(world: &World, sku: &str) -> String {
    text(
        world,
        &format!(
            "select b.code as t from barcode b join item i on i.id = b.item where i.sku = '{sku}' and b.unit = 'piece'"
        ),
    )
}

pub fn key(hands: &mut Hands, pad: &str) {
    for digit in pad.chars() {
        hands.tell(&format!("press pad.{digit}"));
    }
    let answer = hands.tell("press pad.ok");
    assert_ne!(answer["say"]["severity"], "stopped", "{answer}");
}

pub fn says(hands: &mut Hands, command: &str, code: &str) {
    let answer = hands.tell(command);
    assert_eq!(answer["say"]["code"], code, "{command}: {answer}");
}

/// One scan, then the rest keyed.
fn counts(hands: &mut Hands, code: &str, pieces: i64) {
    hands.scan(code);
    says(hands, "press key", "receive.key_quantity");
    key(hands, &(pieces - 1).to_string());
}

fn read_paper(pdf: &[u8], folder: &Path) -> (String, String) {
    let file = folder.join("receipt.pdf");
    std::fs::write(&file, pdf).expect("written");
    let out = |command: &mut Command| {
        let output = command.output().expect("the tool is there");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let words = out(Command::new("pdftotext").arg("-layout").arg(&file).arg("-"));
    let picture = folder.join("receipt");
    out(Command::new("pdftoppm")
        .args(["-png", "-r", "200", "-singlefile"])
        .arg(&file)
        .arg(&picture));
    let bars = out(Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(picture.with_extension("png")));
    (words, bars)
}

#[test]
fn an_inbound_day_from_the_order_to_the_receipt_with_two_clerks_offline_and_the_server_gone_twice() {
    let mut world = World::demo();
    let supplier = text(&world, "select id as t from supplier where code = 'S-001'");
    let [tea, mug, towel] = ["TEA-JIN-150", "MUG-WHT", "TOWEL-FACE"].map(|sku| barcode(&world, sku));
    world.start_server();

    // The office orders and expects all of it at once.
    let office = Desk::signed_in(&world);
    let mut fields = vec![("supplier", supplier.as_str())];
    for (sku, pieces) in [("TEA-JIN-150", "24"), ("MUG-WHT", "12"), ("TOWEL-FACE", "5")] {
        let row = [
            ("sku", sku),
            ("units", pieces),
            ("unit", "piece"),
            ("per_unit", "1"),
            ("price", "100"),
        ];
        fields.extend(row);
        fields.extend([("line_due", ""), ("line_remark", "")]);
    }
    let made = office.post("/office/purchases", &fields);
    let path = made.head.lines().find_map(|line| line.strip_prefix("location: "));
    let path = path
        .and_then(|path| path.split('?').next())
        .expect("the order")
        .to_owned();
    office.post(&format!("{path}/order"), &[("expect", "now")]);
    let newest = "select number as t from delivery order by created_at desc, number desc limit 1";
    world.kill_server();
    let number = text(&world, newest);
    let delivery = text(
        &world,
        &format!("select id as t from delivery where number = '{number}'"),
    );
    world.start_server();

    // Both handhelds hear of it; the driver does not wait.
    let mut one = Hands::paired(&world, "one");
    let mut two = Hands::paired(&world, "two");
    one.sign_in("STAFF-002", "1111");
    two.sign_in("STAFF-003", "2222");
    one.scan(&number);
    says(&mut one, "press arrive", "receive.cartons");
    key(&mut one, "3");
    one.tell("type driver 林司機");
    says(&mut one, "type signature M0,0 L10,10", "receive.arrived");
    one.sync();

    // The server dies. Both count the one delivery, and neither knows of the other.
    world.kill_server();
    let expiry = day::date(SystemClock.now_ms() + 700 * day::DAY_MS, 480).replace('-', "");
    for (hands, teas) in [(&mut one, 10), (&mut two, 14)] {
        if teas == 14 {
            hands.scan(&number);
        }
        says(hands, &format!("scan {tea}"), "receive.ask_expiry");
        key(hands, &expiry);
        says(hands, "press key", "receive.key_quantity");
        key(hands, &(teas - 1).to_string());
    }
    counts(&mut one, &mug, 9);
    counts(&mut two, &mug, 5);
    for _ in 0..3 {
        one.scan(&towel);
    }
    says(&mut two, "press bad", "receive.ask_damage");
    says(&mut two, "press choose.broken", "receive.bad_on");
    says(&mut two, &format!("scan {mug}"), "receive.bad");
    says(&mut two, "press good", "receive.bad_off");
    // The second clerk closes with what that device knows.
    two.tell("press close");
    says(&mut two, "press close.confirm", "receive.closed");
    one.tell("press home");

    world.start_server();
    two.sync();
    one.sync();
    world.kill_server();
    let of = |sku: &str| {
        text(
            &world,
            &format!(
                "select l.good || ' ' || l.bad as t from delivery_line l join item i on i.id = l.item
                 where l.delivery = '{delivery}' and i.sku = '{sku}'"
            ),
        )
    };
    assert_eq!(
        [of("TEA-JIN-150"), of("MUG-WHT"), of("TOWEL-FACE")],
        ["24 0", "14 1", "3 0"]
    );
    let question = text(
        &world,
        "select id as t from discrepancy where kind = 'over_delivered' and state = 'open'",
    );
    assert_eq!(
        text(
            &world,
            "select cast(quantity as text) as t from discrepancy where kind = 'over_delivered'"
        ),
        "3",
        "twelve were ordered, fourteen came good and one broken"
    );
    let slip = text(
        &world,
        &format!(
            "select v.number || ' ' || l.expected as t from delivery v join delivery_line l on l.delivery = v.id
             where v.follows = '{delivery}' and l.expected > 0"
        ),
    );
    assert_eq!(slip, format!("{number}-1 2"), "two towels are still to come");

    // Put away without a network: the dock is one pool, nobody names the delivery.
    one.tell("press tile.putaway");
    one.scan(&tea);
    one.scan("R1-01-1");
    let mut one = one.power_cut();
    one.sign_in("STAFF-002", "1111");
    one.tell("press home");
    one.tell("press tile.putaway");
    one.scan(&towel);
    one.scan("R1-02-1");
    world.start_server();
    one.sync();

    // The office keeps what is over, and prints what was received.
    let office = Desk::signed_in(&world);
    office.post(
        &format!("/office/deliveries/{delivery}/over"),
        &[("question", &question), ("answer", "accept")],
    );
    let pdf = office.get(&format!("/office/deliveries/{delivery}/receipt.pdf?anyway=1"));
    assert!(pdf.body.starts_with(b"%PDF-"), "{}", pdf.head);
    let (words, bars) = read_paper(&pdf.body, world.folder.path());
    for wanted in ["R1-01-1 × 24", "R1-02-1 × 3", "林司機", &number] {
        assert!(words.contains(wanted), "{wanted} is not in:\n{words}");
    }
    assert!(bars.lines().any(|line| line == number), "{bars}");
    world.stop_server();

    assert!(world.check().contains("all agree"), "{}", world.check());
    let count = |sql| world.number(sql);
    assert_eq!(count("select count(*) as n from quarantine"), 0);
    assert_eq!(
        count(
            "select cast(sum(quantity) as bigint) as n from balance where place = 'dock' and condition = 'good'"
        ),
        14,
        "the mugs, kept ones included"
    );
    assert_eq!(
        count(
            "select cast(sum(quantity) as bigint) as n from balance where place = 'dock' and condition = 'defect'"
        ),
        1
    );
    assert_eq!(
        text(
            &world,
            "select group_concat(kind, ' ') as t from discrepancy where state = 'open'"
        ),
        "delivery_differs",
        "who closed it knew of twenty pieces"
    );
}
