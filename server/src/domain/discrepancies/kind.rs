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
    /// Two devices closed one shipment with different numbers.
    TwoLabels,
    /// Two devices attached different totes to one list.
    TwoTotes,
    /// The device counted another number of parcels than the books.
    ManifestDiffers,
    /// A fact names a task that the books have never seen.
    UnknownTask,
    /// The same fact arrived twice with different content.
    FactChanged,
    /// A barcode could not be read: relabel.
    Relabel,
    /// More good pieces came than were ordered: they are held.
    OverDelivered,
    /// Goods came that nobody announced.
    BlindDelivery,
    /// One serial number was received more than once.
    SerialTwice,
    /// One serial number left in two parcels and did not come back in between.
    SerialShippedTwice,
    /// A clerk bound an unknown barcode to an item.
    BarcodeLearned,
    /// The device that closed a delivery had counted another number of pieces than the books.
    DeliveryDiffers,
    /// Good pieces are past their last day of use, or nearer to it than the supplier may deliver.
    ShortDated,
    /// Pieces that the books hold were put away as good.
    HeldPutAway,
    /// Goods came for a delivery that was cancelled.
    ReceivedCancelled,
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
    /// Two benches inspected what may be one piece: what does not fit moved nothing.
    ReturnTwice,
    /// A piece that came back is not one that was sent.
    ReturnNotOurs,
    /// Declared, and the bench says that it is not there.
    ReturnMissing,
    /// More came back than was declared, or than was sent.
    ReturnSurplus,
    /// Goods came for a return that was cancelled.
    ReturnCancelled,
    /// A return that nobody announced, and nobody knows whose it is.
    BlindReturn,
}

impl Kind {
    pub const ALL: [Kind; 35] = [
        Kind::ShortPick,
        Kind::SurplusPicked,
        Kind::NegativeStock,
        Kind::PackShort,
        Kind::OverPacked,
        Kind::WorkedCancelled,
        Kind::PackedCancelled,
        Kind::HandedOverCancelled,
        Kind::LabelTwice,
        Kind::TwoLabels,
        Kind::TwoTotes,
        Kind::ManifestDiffers,
        Kind::UnknownTask,
        Kind::FactChanged,
        Kind::Relabel,
        Kind::OverDelivered,
        Kind::BlindDelivery,
        Kind::SerialTwice,
        Kind::SerialShippedTwice,
        Kind::BarcodeLearned,
        Kind::DeliveryDiffers,
        Kind::ShortDated,
        Kind::HeldPutAway,
        Kind::ReceivedCancelled,
        Kind::Quarantined,
        Kind::OverPromised,
        Kind::ScrapAlone,
        Kind::CountWaits,
        Kind::CountIncomplete,
        Kind::ReturnTwice,
        Kind::ReturnNotOurs,
        Kind::ReturnMissing,
        Kind::ReturnSurplus,
        Kind::ReturnCancelled,
        Kind::BlindReturn,
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
            Kind::TwoLabels => "two_labels",
            Kind::TwoTotes => "two_totes",
            Kind::ManifestDiffers => "manifest_differs",
            Kind::UnknownTask => "unknown_task",
            Kind::FactChanged => "fact_changed",
            Kind::Relabel => "relabel",
            Kind::OverDelivered => "over_delivered",
            Kind::BlindDelivery => "blind_delivery",
            Kind::SerialTwice => "serial_twice",
            Kind::SerialShippedTwice => "serial_shipped_twice",
            Kind::BarcodeLearned => "barcode_learned",
            Kind::DeliveryDiffers => "delivery_differs",
            Kind::ShortDated => "short_dated",
            Kind::HeldPutAway => "held_put_away",
            Kind::ReceivedCancelled => "received_cancelled",
            Kind::Quarantined => "quarantined",
            Kind::OverPromised => "over_promised",
            Kind::ScrapAlone => "scrap_alone",
            Kind::CountWaits => "count_waits",
            Kind::CountIncomplete => "count_incomplete",
            Kind::ReturnTwice => "return_twice",
            Kind::ReturnNotOurs => "return_not_ours",
            Kind::ReturnMissing => "return_missing",
            Kind::ReturnSurplus => "return_surplus",
            Kind::ReturnCancelled => "return_cancelled",
            Kind::BlindReturn => "blind_return",
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
            Kind::TwoLabels => ("同一張出貨單有兩個單號", "Two numbers for one parcel"),
            Kind::TwoTotes => ("同一張揀貨單有兩個物流箱", "Two totes for one list"),
            Kind::ManifestDiffers => ("託運總表件數不符", "The manifest's count differs"),
            Kind::UnknownTask => ("作業單不在帳上", "A task that the books do not know"),
            Kind::FactChanged => ("同一紀錄內容不同", "One record with two contents"),
            Kind::Relabel => ("條碼刷不到，需重貼", "Unreadable barcode: relabel"),
            Kind::OverDelivered => ("溢收，待判", "Over-delivered: on hold"),
            Kind::BlindDelivery => ("沒有通知的到貨", "A delivery that nobody announced"),
            Kind::SerialTwice => ("同一序號收了兩次", "One serial number received twice"),
            Kind::SerialShippedTwice => ("同一序號出了兩次貨", "One serial number shipped twice"),
            Kind::BarcodeLearned => ("現場學到新條碼", "A barcode learnt on the floor"),
            Kind::DeliveryDiffers => ("點收件數與帳上不同", "The closing count differs from the books"),
            Kind::ShortDated => ("效期不足仍收為良品", "Short-dated goods received as good"),
            Kind::HeldPutAway => ("待判品被當良品入儲位", "Held pieces were put away as good"),
            Kind::ReceivedCancelled => ("已取消的進貨單仍到貨", "Goods came for a cancelled delivery"),
            Kind::Quarantined => ("紀錄無法處理，已保留", "A record is kept in quarantine"),
            Kind::OverPromised => ("已保留的比實際多", "More is reserved than is there"),
            Kind::ScrapAlone => ("報廢沒有第二人確認", "Scrapped without a second person"),
            Kind::CountWaits => ("盤點差異待確認", "A count waits for a decision"),
            Kind::CountIncomplete => ("盤點資料不完整", "Scans of a count are missing"),
            Kind::ReturnTwice => ("兩台裝置驗了同一退貨", "Two benches inspected one return"),
            Kind::ReturnNotOurs => ("退回的不是原商品", "Not what we sent"),
            Kind::ReturnMissing => ("退貨短少", "Missing from a return"),
            Kind::ReturnSurplus => ("退貨多出", "More came back than expected"),
            Kind::ReturnCancelled => ("已取消的退貨仍到件", "Goods came for a cancelled return"),
            Kind::BlindReturn => ("沒有通知的退貨", "A return that nobody announced"),
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
            Kind::TwoLabels => (
                "兩台裝置各自包了這張出貨單。請找出包裹，看實際貼的是下面哪個單號：只有一個包裹就撕掉或作廢另一個單號；有兩個包裹就拆開多包的那個，把商品放回儲位。帳上先記第一個單號，交寄時刷到哪個就以哪個為準；不是的話請在訂單頁按「包裹上是這個」。兩個單號都查得到這張單。",
                "Two devices packed this shipment. Find the parcel and see which of these numbers is on it: of one parcel void the other number; of two, open the one that is too much and put its goods back. The books keep the first number until one is scanned at hand-over, or you say on the order's page which it is; both find this shipment.",
            ),
            Kind::TwoTotes => (
                "兩台裝置各自用一個物流箱揀這張單，商品分在下面兩個箱裡：請併成一箱再包裝。兩個箱號都查得到這張單。",
                "Two devices picked this list, each into a tote of its own. The goods are in both of these totes: bring them together before packing. Both codes find this list.",
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
            Kind::OverDelivered => (
                "送來的比訂的多，多的已列待判，不會出貨。留下就按「收下」，轉為良品；要退就按「退回廠商」，再開進貨退出單。",
                "More came than was ordered. What is over is on hold and is not sold. Keep it, and it becomes good stock; or send it back with a supplier return.",
            ),
            Kind::BlindDelivery => (
                "請開啟這張進貨單，補上供應商與訂貨單號。",
                "Open the delivery and name its supplier and order.",
            ),
            Kind::SerialTwice => (
                "請找出商品核對序號：可能刷了兩次，或廠商重複使用序號。",
                "Find the pieces and compare: scanned twice, or used twice by the maker.",
            ),
            Kind::SerialShippedTwice => (
                "這個序號已經出貨，沒有退回紀錄又出了一次：請找出還在倉內的包裹核對序號，可能刷錯，也可能商品被調包。退貨時以實物為準。",
                "This number left before and never came back: find the parcel that is still here and compare. It was misread, or a piece was swapped.",
            ),
            Kind::BarcodeLearned => (
                "請核對商品與數量，確認後所有手持裝置都能刷。",
                "Compare item and quantity. Once confirmed, every handheld knows it.",
            ),
            Kind::DeliveryDiffers => (
                "點收完成時裝置上的件數與帳上不同：可能有另一台裝置也在點收。請核對驗收單。",
                "The device that closed the delivery had another number than the books: another device may have counted too. Compare the receipt.",
            ),
            Kind::ShortDated => (
                "效期已過或低於允收效期，卻收為良品。要退請改為不良品，再開進貨退出單。",
                "Expired, or nearer to expiry than agreed, and received as good. To send them back, regrade them and make a supplier return.",
            ),
            Kind::HeldPutAway => (
                "多送的商品在列待判之前已入儲位。收下多送的商品後會自動結案；不收就按「改為待判」，把儲位裡的改為待判。",
                "Over-delivered pieces were put away before they were held. Accepting what is over closes this; otherwise hold them in their bin.",
            ),
            Kind::ReceivedCancelled => (
                "進貨單已取消但貨到了，已照實入帳。請與廠商確認留下或退回。",
                "The delivery was cancelled and the goods came: they are in stock. Ask the supplier, keep them or send them back.",
            ),
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
            Kind::ReturnTwice => (
                "兩台裝置離線時都驗了這項商品，合起來比出貨的多。多的先不入庫：其實是同一件就按「同一件」；真的多出來就按「確實多出」，立即入庫。",
                "Two handhelds inspected this item without a network, and together found more than was sent. What is over is not in stock: say that it is the same piece, or that there really is more and it enters stock.",
            ),
            Kind::ReturnNotOurs => (
                "序號或商品不是當初寄出的：請看照片與序號，再與客戶確認。",
                "Serial number or item is not what was sent: look at photos and serial number, then ask the customer.",
            ),
            Kind::ReturnMissing => (
                "申請要退，驗貨時不在包裹裡。請與客戶確認後再裁決。",
                "Declared, and not in the parcel. Ask the customer before deciding.",
            ),
            Kind::ReturnSurplus => (
                "退回的比申請或出貨的多：請到退貨單核對。",
                "More came back than was declared or sent: compare on the return's page.",
            ),
            Kind::ReturnCancelled => (
                "退貨已取消但貨到了，已照實驗收。請決定收下或退還客戶。",
                "The return was cancelled and the goods came: they were inspected. Decide whether to keep them or send them back.",
            ),
            Kind::BlindReturn => (
                "請開啟這張退貨單，找到它的訂單；找到後會自動結案。",
                "Open the return and find its order. It closes itself then.",
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
            Kind::OverDelivered => &[Answer::Accept, Answer::SendBack],
            Kind::BarcodeLearned => &[Answer::Confirm, Answer::Reject],
            Kind::HeldPutAway => &[Answer::HoldInBin, Answer::Seen],
            Kind::ReturnTwice => &[Answer::SamePiece, Answer::ReallyMore],
            Kind::PackShort
            | Kind::OverPacked
            | Kind::PackedCancelled
            | Kind::HandedOverCancelled
            | Kind::LabelTwice
            | Kind::TwoLabels
            | Kind::TwoTotes
            | Kind::ManifestDiffers
            | Kind::UnknownTask
            | Kind::FactChanged
            | Kind::Relabel
            | Kind::BlindDelivery
            | Kind::SerialTwice
            | Kind::SerialShippedTwice
            | Kind::DeliveryDiffers
            | Kind::ShortDated
            | Kind::ReceivedCancelled
            | Kind::Quarantined
            | Kind::OverPromised
            | Kind::ScrapAlone
            | Kind::CountWaits
            | Kind::CountIncomplete
            | Kind::ReturnNotOurs
            | Kind::ReturnMissing
            | Kind::ReturnSurplus
            | Kind::ReturnCancelled
            | Kind::BlindReturn => &[Answer::Seen],
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
    /// Over-delivered pieces are kept.
    Accept,
    /// Over-delivered pieces go back: they stay held until they leave.
    SendBack,
    /// The barcode is this item's.
    Confirm,
    /// The barcode is not this item's.
    Reject,
    /// Pieces in a bin are held from now on.
    HoldInBin,
    /// Two benches inspected one and the same piece.
    SamePiece,
    /// There really is more than was sent.
    ReallyMore,
    /// A person has looked; nothing to post.
    Seen,
}

impl Answer {
    pub const ALL: [Answer; 12] = [
        Answer::Found,
        Answer::Adjust,
        Answer::Lost,
        Answer::PutBack,
        Answer::Accept,
        Answer::SendBack,
        Answer::Confirm,
        Answer::Reject,
        Answer::HoldInBin,
        Answer::SamePiece,
        Answer::ReallyMore,
        Answer::Seen,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Answer::Found => "found",
            Answer::Adjust => "adjust",
            Answer::Lost => "lost",
            Answer::PutBack => "put_back",
            Answer::Accept => "accept",
            Answer::SendBack => "send_back",
            Answer::Confirm => "confirm",
            Answer::Reject => "reject",
            Answer::HoldInBin => "hold_in_bin",
            Answer::SamePiece => "same_piece",
            Answer::ReallyMore => "really_more",
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
            Answer::Accept => ("收下", "Keep them"),
            Answer::SendBack => ("退回廠商", "Send them back"),
            Answer::Confirm => ("確認", "Confirm"),
            Answer::Reject => ("不是這個商品", "Not this item"),
            Answer::HoldInBin => ("改為待判", "Hold them in the bin"),
            Answer::SamePiece => ("同一件", "The same piece"),
            Answer::ReallyMore => ("確實多出", "There really is more"),
            Answer::Seen => ("已處理", "Done"),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }
}
