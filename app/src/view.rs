//! What the worker sees, as plain data: the window draws it, `--drive` prints it, tests compare it.
//!
//! Invariant: a view is complete. Whoever draws it asks nobody anything, and every text in it is already in the
//! worker's language. Things are named by ids, never by their index.

use serde::{Serialize, Serializer};
use shared::lang::Lang;
use std::fmt;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    pub screen: Screen,
    pub lang: Lang,
    pub theme: Theme,
    /// Flow and document: `揀貨 PK261123-0007`.
    pub title: String,
    /// Who is signed in; empty before.
    pub who: String,
    pub sync: SyncWord,
    pub band: Band,
    pub body: Body,
    /// At most three, in thumb reach.
    pub actions: Vec<Action>,
    /// Everything else, behind 更多.
    pub more: Vec<Action>,
    pub overlay: Option<Overlay>,
    /// Yellow line under the top bar: the clock is wrong, no sound can be played. Empty mostly.
    pub banner: String,
}

/// One stem, one screen file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// Not paired yet: scan or paste the invitation.
    Pairing,
    SignIn,
    Home,
    /// Choose among lists, orders, carriers.
    Choose,
    Pick,
    Pack,
    Handover,
    Receive,
    PutAway,
    Count,
    Transfer,
    /// The returns bench.
    Inspect,
    /// How this device's scanner types.
    Scanner,
    /// Where this device's labels go.
    Printer,
    /// Labels that were pressed for, and how they stand.
    Prints,
    /// Nothing can be saved: scanning has stopped.
    Stopped,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// 已同步 / 待傳 12 / 離線 37 分鐘
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SyncWord {
    pub text: String,
    pub state: SyncState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    Synced,
    Pending,
    Offline,
    /// Sending has stopped and a person must look: revoked, forked.
    Halted,
}

/// The answer to the last scan, a quarter of the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    pub severity: Severity,
    /// Stable code of the sentence: `pick.wrong_item`.
    pub code: String,
    /// Few big words: `商品不對`.
    pub title: String,
    /// What was expected and what came; may be empty.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Green.
    Right,
    /// Amber.
    Careful,
    /// Red.
    Stopped,
    /// Blue.
    Information,
    /// Grey.
    Waiting,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// An empty state says what to do next.
    Message {
        title: String,
        text: String,
    },
    SignIn(SignIn),
    Home {
        tiles: Vec<Tile>,
    },
    Rows {
        heading: String,
        rows: Vec<RowView>,
    },
    Task(TaskView),
    Pack(PackView),
    Handover(HandoverView),
    Receive(ReceiveView),
    Scanner(ScannerView),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignIn {
    /// Whose PIN is asked for; empty while a badge is asked for.
    pub name: String,
    /// Digits typed so far, for the dots.
    pub pin_length: usize,
}

/// A kind of work on the home screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tile {
    pub id: String,
    pub label: String,
    pub count: i64,
    pub detail: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowView {
    pub id: String,
    pub title: String,
    pub detail: String,
    /// Big, at the right: `12 件`.
    pub value: String,
    pub tone: Tone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Plain,
    /// Begun.
    Active,
    Done,
    Stopped,
}

/// Where, what, how many: the picking screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaskView {
    /// What is asked for now: `掃描儲位`.
    pub prompt: String,
    /// The biggest type on the screen: `A-03-2`; the tote's code at the start.
    pub place: String,
    pub place_done: bool,
    /// What holds for every scan until it is taken off; empty mostly.
    pub note: String,
    pub item: Option<ItemView>,
    pub done: i64,
    pub target: i64,
    /// 個
    pub unit: String,
    /// `第 3 行，共 12 行`
    pub progress: String,
    /// Lines done and lines in all, for the thin bar.
    pub progress_done: i64,
    pub progress_total: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemView {
    pub id: String,
    pub name: String,
    pub sku: String,
    /// `1 箱 = 12 個`; empty when sold in pieces only.
    pub pack: String,
    /// `批號 L123 · 效期 2027-03-31`; empty when not tracked.
    pub lot: String,
    /// Seed of the stand-in picture where the shop has none: two letters and a hue 0–359.
    pub initials: String,
    pub hue: i32,
}

/// What goes into the parcel: the packing screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackView {
    pub prompt: String,
    /// Order number, as the label will say.
    pub order: String,
    /// Masked customer.
    pub customer: String,
    pub carrier: String,
    /// COD, temperature, the packer's note; empty mostly.
    pub notes: Vec<String>,
    pub lines: Vec<PackLineView>,
    pub done: i64,
    pub target: i64,
    pub unit: String,
    pub carton: String,
    pub weight: String,
    /// The number the label must carry; empty when the carrier's label is scanned.
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackLineView {
    pub id: String,
    pub item: ItemView,
    pub done: i64,
    pub target: i64,
    pub short: i64,
    /// The line that the last scan touched.
    pub current: bool,
}

/// What comes out of a delivery: the receiving screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiveView {
    pub prompt: String,
    /// Ours: `DN261123-0007`.
    pub number: String,
    /// Who sends it, and what came of it: `大同貿易 · 3 箱`.
    pub supplier: String,
    /// 不良 is on, sample inspection; empty mostly.
    pub notes: Vec<String>,
    /// What was counted last.
    pub item: Option<ItemView>,
    /// Of that item, or of the delivery before the first scan.
    pub done: i64,
    /// 0 where nobody said how many.
    pub target: i64,
    /// Not good pieces of the same.
    pub bad: i64,
    /// `不良 2`; empty when there are none.
    pub bad_text: String,
    /// The last photos taken for the next not good pieces, at most three.
    pub photos: Vec<Thumb>,
    /// What the last scan was worth: `= 12 個`; empty for a piece.
    pub content: String,
    pub unit: String,
    /// The latest first, then what is open.
    pub lines: Vec<RowView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandoverView {
    pub prompt: String,
    pub carrier: String,
    pub parcels: i64,
    /// Parcels of this carrier that are closed and not on the pile.
    pub waiting: i64,
    /// `NT$12,800`
    pub cod: String,
    /// `取消資料截至 14:05`; empty while in contact.
    pub as_of: String,
    /// Latest first.
    pub scanned: Vec<RowView>,
}

/// What the last scan arrived as, and what is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScannerView {
    pub prompt: String,
    /// Every character, control characters written out: `]C110L1<GS>21S1`.
    pub arrived: String,
    /// `gs1_128 · GS1 · 間隔最長 12 毫秒`; empty before the first.
    pub about: String,
    /// One line an element: `(10) BATCH/LOT L1`.
    pub elements: Vec<String>,
    /// Pressed to be changed.
    pub settings: Vec<RowView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Action {
    pub id: String,
    pub label: String,
    pub kind: ActionKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    Main,
    Plain,
    Careful,
}

/// In the tree, never a popup window: a popup swallows scans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Overlay {
    /// Own number pad. Keys are pressed as `pad.0`…`pad.9`, `pad.back`, `pad.clear`, `pad.field.<id>`, `pad.ok`.
    Pad {
        title: String,
        hint: String,
        fields: Vec<PadField>,
        active: String,
        total: String,
        ok: String,
    },
    /// Own letter-and-digit pad, and the one place where a hardware keyboard types: `Typed {id, text}`.
    Text {
        id: String,
        title: String,
        hint: String,
        text: String,
        ok: String,
    },
    /// Options are pressed as `choose.<id>`.
    Choice {
        title: String,
        options: Vec<ChoiceOption>,
    },
    /// Pictures to choose among, pressed as `choose.<id>`.
    Photos {
        title: String,
        hint: String,
        pictures: Vec<PictureView>,
    },
    /// 更多: the view's `more` actions.
    More,
    /// The driver's name and drawn signature: `Typed {id: "driver", …}`, `Typed {id: "signature", path}`.
    Signature {
        title: String,
        driver: String,
        summary: String,
        ok: String,
    },
    About {
        version: String,
        lines: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PadField {
    pub id: String,
    /// 箱, 盒, 個, 克
    pub label: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChoiceOption {
    pub id: String,
    pub title: String,
    pub detail: String,
    pub item: Option<ItemView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PictureView {
    pub id: String,
    /// `14:05`
    pub label: String,
    /// `None` until it has been looked at, and where it cannot be.
    pub thumb: Option<Thumb>,
}

/// A small square picture: [`Thumb::SIDE`] pixels either way, three bytes each. Written as its size: whoever reads
/// views as text wants no pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Thumb(Arc<[u8]>);

impl Thumb {
    /// Pixels.
    pub const SIDE: u32 = 120;

    /// From RGB bytes, line by line. What is missing is black; what is too much is cut.
    pub fn new(mut rgb: Vec<u8>) -> Thumb {
        rgb.resize((Thumb::SIDE * Thumb::SIDE * 3) as usize, 0);
        Thumb(rgb.into())
    }

    pub fn rgb(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Thumb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{0} × {0}", Thumb::SIDE)
    }
}

impl Serialize for Thumb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self:?}"))
    }
}

/// Seven sounds, told apart with eyes shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Short, high.
    Right,
    /// Two low.
    WrongItem,
    /// Low, high.
    WrongPlace,
    /// Three short.
    TooMany,
    /// Soft tick: place already confirmed, double trigger.
    Tick,
    /// Rising third.
    Done,
    /// Long alarm: the disk is full or broken.
    NotSaved,
}
