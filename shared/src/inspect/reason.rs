//! Why goods come back: as the customer says, as the warehouse found, and who bears it.

use super::code::coded;

coded! {
    /// 退貨原因. What the customer said and what the warehouse found are two fields with these same words.
    ReturnReason {
        NotSuitable = "R01" "不喜歡或不合適" "Changed mind",
        WrongSize = "R02" "尺寸不合" "Wrong size",
        WrongColour = "R03" "顏色或規格不符" "Wrong colour or spec",
        Defect = "R04" "商品瑕疵" "Defect",
        DamagedInTransit = "R05" "運送破損" "Damaged in transit",
        WrongItem = "R06" "寄錯商品" "Wrong item sent",
        Missing = "R07" "短少或漏件" "Pieces missing",
        Expiry = "R08" "效期問題" "Expiry",
        Duplicate = "R09" "重複購買" "Bought twice",
        TooLate = "R10" "等太久或取消" "Too late, cancelled",
        Unclaimed = "R20" "逾期未取" "Not collected",
        Refused = "R21" "拒收" "Refused",
        Unreachable = "R22" "地址錯誤或聯絡不上" "Address wrong, unreachable",
        StoreClosed = "R23" "門市關轉" "Shop of collection closed",
        Platform = "R30" "平台或客服要求" "Platform asked",
        Other = "R99" "其他" "Other",
    }
}

coded! {
    /// 來源: how the shop came to know of it.
    ReturnSource {
        Customer = "customer" "客戶申請" "Customer asked",
        Unclaimed = "unclaimed" "逾期未取" "Not collected",
        Refused = "refused" "拒收" "Refused",
        Undeliverable = "undeliverable" "地址錯誤" "Undeliverable",
        Shop = "shop" "商家發起" "Shop asked",
        /// Nobody announced it: a parcel stood on the bench.
        Unannounced = "unannounced" "未通知到件" "Unannounced",
    }
}

coded! {
    /// 責任歸屬: who bears the way back.
    Liable {
        Customer = "customer" "客戶" "Customer",
        Shop = "shop" "商店" "Shop",
        Carrier = "carrier" "物流" "Carrier",
        Supplier = "supplier" "供應商" "Supplier",
    }
}

impl ReturnSource {
    /// The parcel never reached its customer: it is unopened unless somebody finds otherwise.
    pub fn unopened(self) -> bool {
        match self {
            ReturnSource::Unclaimed | ReturnSource::Refused | ReturnSource::Undeliverable => true,
            ReturnSource::Customer | ReturnSource::Shop | ReturnSource::Unannounced => false,
        }
    }
}
