//! Sentences of handing parcels to the carrier.

use super::says;

says! {
    /// Handing over.
    Handover, "handover";
    "start" Start {} Waiting quiet;
        "刷第一個包裹", "第一個包裹決定是哪一家物流";
        "Scan the first parcel", "It decides which carrier's pile this is";
    "scan_parcel" ScanParcel { carrier: String } Waiting quiet;
        "刷包裹：{carrier}", "全部刷完請司機簽收";
        "Scan parcels: {carrier}", "When all are on the pile, the driver signs";
    "on_pile" OnPile { order: String, parcels: i64 } Right Right;
        "第 {parcels} 件", "{order}";
        "Parcel {parcels}", "{order}";
    "other_carrier" OtherCarrier { expected: String, got: String } Stopped WrongPlace;
        "物流不對，放另一堆", "這堆是{expected}，這件是{got}";
        "Another carrier's parcel", "This pile is {expected}; that one goes with {got}";
    "held" Held { order: String } Stopped WrongItem;
        "先不要交：{order} 保留中", "拿出來交給主管";
        "Keep it: {order} is on hold", "Take it off and give it to the lead";
    "cancelled" Cancelled { order: String } Stopped WrongItem;
        "不要交：{order} 已取消", "拿出來交給主管";
        "Keep it: {order} was cancelled", "Take it off and give it to the lead";
    "already_on" AlreadyOn { order: String } Careful TooMany;
        "這件刷過了", "{order} 已經在這一堆";
        "Already on the pile", "{order} was scanned before";
    "already_gone" AlreadyGone { order: String } Stopped TooMany;
        "這件已經交過了", "{order} 在另一張託運總表上";
        "Already handed over", "{order} is on another manifest";
    "not_packed" NotPacked { order: String } Stopped WrongItem;
        "這件還沒包好", "{order} 沒有封箱紀錄，先去包裝";
        "Not packed yet", "{order} was never closed: pack it first";
    "unknown_code" UnknownCode { got: String } Stopped WrongItem;
        "不是這裡的包裹", "刷到 {got}，系統裡沒有";
        "Not one of our parcels", "{got} is not known here";
    "pile_empty" PileEmpty {} Careful WrongItem;
        "還沒有包裹", "先刷包裹再簽收";
        "No parcels yet", "Scan parcels before the driver signs";
    "driver_missing" DriverMissing {} Careful WrongItem;
        "請填司機姓名", "填了才能結束";
        "The driver's name is missing", "It is needed to close the pile";
    "sign" Sign { parcels: i64 } Waiting quiet;
        "請司機簽收 {parcels} 件", "填姓名並簽名";
        "The driver signs for {parcels}", "Name and signature";
    "closed" Closed { number: String, parcels: i64 } Right Done;
        "交寄完成 {number}", "共 {parcels} 件。刷下一堆的第一個包裹";
        "Handed over: {number}", "{parcels} parcels. Scan the first of the next pile";
    "undone" Undone { what: String } Information Tick;
        "已復原", "{what}。把這件拿出來";
        "Taken back", "{what}. Take this parcel off the pile";
}
