//! The kinds of questions, what they say, and the answers a person can give.

use shared::lang::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A bin did not hold what the list asked for. Blocks the item in that bin.
    ShortPick,
    /// More was picked than the list asked for: two pickers did one list.
    SurplusPicked,
    /// A place holds less than nothing: a fact is still on its way, or the books were wrong.
    NegativeStock,
    /// The parcel went without something that was ordered.
    PackShort,
    /// More went into the parcel than was ordered.
    OverPacked,
    /// Somebody worked on a list after it was taken back.
    WorkedCancelled,
    /// A parcel was closed although its order was held or cancelled.
    PackedCancelled,
    /// A parcel was handed over although its order was held or cancelled.
    HandedOverCancelled,
    /// Two parcels carry one number.
    LabelTwice,
    /// The device counted another number of parcels than the books.
    ManifestDiffers,
    /// A fact names a task that the books have never seen.
    UnknownTask,
    /// The same fact arrived twice with different content.
    FactChanged,
    /// A barcode could not be read: relabel.
    Relabel,
    /// A fact could not be understood or applied; it is kept in quarantine.
    Quarantined,
    /// Lists have spoken for more than is in the bin since pieces were moved, judged anew or counted.
    OverPromised,
    /// The second person of a scrapping was the first.
    ScrapAlone,
    /// A second count differs from the books by more than its counter may decide.
    CountWaits,
    /// The scans of a count do not add up to what its device said: some are still missing.
    CountIncomplete,
}

impl Kind {
    pub const ALL: [Kind; 18] = [
        Kind::ShortPick,
        Kind::SurplusPicked,
        Kind::NegativeStock,
        Kind::PackShort,
        Kind::OverPacked,
        Kind::WorkedCancelled,
        Kind::PackedCancelled,
        Kind::HandedOverCancelled,
        Kind::LabelTwice,
        Kind::ManifestDiffers,
        Kind::UnknownTask,
        Kind::FactChanged,
        Kind::Relabel,
        Kind::Quarantined,
        Kind::OverPromised,
        Kind::ScrapAlone,
        Kind::CountWaits,
        Kind::CountIncomplete,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Kind::ShortPick => "short_pick",
            Kind::SurplusPicked => "surplus_picked",
            Kind::NegativeStock => "negative_stock",
            Kind::PackShort => "pack_short",
            Kind::OverPacked => "over_packed",
            Kind::WorkedCancelled => "worked_cancelled",
            Kind::PackedCancelled => "packed_cancelled",
            Kind::HandedOverCancelled => "handed_over_cancelled",
            Kind::LabelTwice => "label_twice",
            Kind::ManifestDiffers => "manifest_differs",
            Kind::UnknownTask => "unknown_task",
            Kind::FactChanged => "fact_changed",
            Kind::Relabel => "relabel",
            Kind::Quarantined => "quarantined",
            Kind::OverPromised => "over_promised",
            Kind::ScrapAlone => "scrap_alone",
            Kind::CountWaits => "count_waits",
            Kind::CountIncomplete => "count_incomplete",
        }
    }

    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Few words, for the list.
    pub fn title(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Kind::ShortPick => ("揀貨短少", "Short pick"),
            Kind::SurplusPicked => ("多揀，需歸位", "Picked too many: put back"),
            Kind::NegativeStock => ("庫存為負", "Negative stock"),
            Kind::PackShort => ("包裝短少", "Packed short"),
            Kind::OverPacked => ("包裝過多", "Packed too many"),
            Kind::WorkedCancelled => ("已撤回的揀貨單仍有人揀", "Work on a list that was taken back"),
            Kind::PackedCancelled => ("已取消或保留的訂單被包裝", "A cancelled or held order was packed"),
            Kind::HandedOverCancelled => (
                "已取消或保留的包裹被交寄",
                "A cancelled or held parcel was handed over",
            ),
            Kind::LabelTwice => ("同一單號貼在兩個包裹", "One number on two parcels"),
            Kind::ManifestDiffers => ("託運總表件數不符", "The manifest's count differs"),
            Kind::UnknownTask => ("作業單不在帳上", "A task that the books do not know"),
            Kind::FactChanged => ("同一紀錄內容不同", "One record with two contents"),
            Kind::Relabel => ("條碼刷不到，需重貼", "Unreadable barcode: relabel"),
            Kind::Quarantined => ("紀錄無法處理，已保留", "A record is kept in quarantine"),
            Kind::OverPromised => ("已保留的比實際多", "More is reserved than is there"),
            Kind::ScrapAlone => ("報廢沒有第二人確認", "Scrapped without a second person"),
            Kind::CountWaits => ("盤點差異待確認", "A count waits for a decision"),
            Kind::CountIncomplete => ("盤點資料不完整", "Scans of a count are missing"),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }

    /// What a person is to do about it.
    pub fn advice(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Kind::ShortPick => (
                "請到儲位查看：找到了就解除鎖定；數量不對就輸入實際數量；確定不見就記為遺失。回覆之前，這個儲位的這項商品不再配貨。",
                "Look into the bin: found, or type what is really there, or write it off as lost. Until then this item is not allocated from this bin.",
            ),
            Kind::SurplusPicked => (
                "兩個人揀了同一張單。多的還在物流箱：請放回儲位後按「已歸位」。",
                "Two people did one list. The surplus is in the tote: put it back into its bin, then say so here.",
            ),
            Kind::NegativeStock => (
                "可能有裝置還沒傳回資料，傳回後會自動結案；若所有裝置都已同步，請清點後輸入實際數量。",
                "A device may not have sent its work yet; this closes by itself when it does. If all have, count and type what is there.",
            ),
            Kind::PackShort => (
                "包裹少裝了商品：請決定補寄或退款，並查看物流箱。",
                "The parcel left without goods: decide to send them or to refund, and look into the tote.",
            ),
            Kind::OverPacked => (
                "包裹多裝了商品：請開箱確認。",
                "The parcel holds too much: open it and look.",
            ),
            Kind::WorkedCancelled => (
                "撤回之前裝置離線，貨已經揀了：請放回儲位後按「已歸位」。",
                "The device was offline when the list was taken back. Put the goods back into their bins, then say so here.",
            ),
            Kind::PackedCancelled => (
                "請攔下這個包裹，取出商品放回儲位。",
                "Stop this parcel, take the goods out and put them back.",
            ),
            Kind::HandedOverCancelled => (
                "包裹已交給物流商：請聯絡物流商攔件，或等退回。",
                "The carrier has the parcel: ask the carrier to stop it, or wait for its return.",
            ),
            Kind::LabelTwice => (
                "請找出兩個包裹，其中一個換新單號。",
                "Find both parcels and give one a new number.",
            ),
            Kind::ManifestDiffers => (
                "請與司機的簽收聯核對。",
                "Compare with the copy that the driver signed.",
            ),
            Kind::UnknownTask => (
                "帳上沒有這張單（可能是還原過備份）。庫存已照實際動作過帳，請核對。",
                "The books do not hold this task (was a backup restored?). Stock was posted as it happened: please check.",
            ),
            Kind::FactChanged => (
                "請聯絡支援，兩份內容都已保留。",
                "Ask support; both contents are kept.",
            ),
            Kind::Relabel => ("請列印商品標籤重新貼上。", "Print item labels and stick them on."),
            Kind::Quarantined => (
                "資料已原封保留，更新伺服器後會自動重試。",
                "It is kept as it came and tried again after an update of the server.",
            ),
            Kind::OverPromised => (
                "揀貨單要的比儲位裡的多（盤點、移儲或改狀態之後）：請補貨到這個儲位、撤回釋出，或讓揀貨員回報短少。數量夠了會自動結案。",
                "Lists want more of this bin than it holds since it was counted, emptied or judged anew: bring pieces, undo the release, or let the picker report a short. It closes by itself when there is enough.",
            ),
            Kind::ScrapAlone => (
                "報廢必須由兩個人確認：請查明原因。",
                "Scrapping needs two people: find out what happened.",
            ),
            Kind::CountWaits => (
                "初盤與複盤的差異超過權限：請到「盤點」看兩次的數量，接受或要求再盤。",
                "First and second count differ from the books beyond the limit: look at both on the Counts page, then accept or ask again.",
            ),
            Kind::CountIncomplete => (
                "這次盤點有幾筆刷碼還沒處理（可能在保留區）：到齊後會自動比對。",
                "Some scans of this count are not in the books yet (look into quarantine). It is compared by itself when they are.",
            ),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }

    /// The answers a person can give, best first.
    pub fn answers(self) -> &'static [Answer] {
        match self {
            Kind::ShortPick => &[Answer::Found, Answer::Adjust, Answer::Lost],
            Kind::NegativeStock => &[Answer::Adjust, Answer::Seen],
            Kind::SurplusPicked | Kind::WorkedCancelled => &[Answer::PutBack, Answer::Seen],
            Kind::PackShort
            | Kind::OverPacked
            | Kind::PackedCancelled
            | Kind::HandedOverCancelled
            | Kind::LabelTwice
            | Kind::ManifestDiffers
            | Kind::UnknownTask
            | Kind::FactChanged
            | Kind::Relabel
            | Kind::Quarantined
            | Kind::OverPromised
            | Kind::ScrapAlone
            | Kind::CountWaits
            | Kind::CountIncomplete => &[Answer::Seen],
        }
    }
}

/// What a person says to a discrepancy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was there after all.
    Found,
    /// So many are really there.
    Adjust,
    /// It is gone.
    Lost,
    /// The goods are back in their bin.
    PutBack,
    /// A person has looked; nothing to post.
    Seen,
}

impl Answer {
    pub const ALL: [Answer; 5] = [
        Answer::Found,
        Answer::Adjust,
        Answer::Lost,
        Answer::PutBack,
        Answer::Seen,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Answer::Found => "found",
            Answer::Adjust => "adjust",
            Answer::Lost => "lost",
            Answer::PutBack => "put_back",
            Answer::Seen => "seen",
        }
    }

    pub fn parse(code: &str) -> Option<Answer> {
        Answer::ALL.into_iter().find(|answer| answer.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Answer::Found => ("找到了", "Found it"),
            Answer::Adjust => ("輸入實際數量", "Set what is there"),
            Answer::Lost => ("記為遺失", "Lost"),
            Answer::PutBack => ("已歸位", "Put back"),
            Answer::Seen => ("已處理", "Done"),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }
}
