//! What the warehouse knows of things and people: items, bins, carriers, staff. These are the rows that a
//! handheld holds a copy of, so they carry the least that work needs and no personal data of customers.

use crate::facts::Effect;
use crate::id::{BinId, CarrierId, DeviceId, ItemId, StaffId, SupplierId};
use crate::inspect::InspectGroup;
use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// 物料類別
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 商品
    #[default]
    Goods,
    /// 包材
    Packing,
    /// 備品
    Supplies,
    /// 贈品
    Gift,
}

impl ItemKind {
    pub const ALL: [ItemKind; 4] = [
        ItemKind::Goods,
        ItemKind::Packing,
        ItemKind::Supplies,
        ItemKind::Gift,
    ];

    pub fn code(self) -> &'static str {
        match self {
            ItemKind::Goods => "goods",
            ItemKind::Packing => "packing",
            ItemKind::Supplies => "supplies",
            ItemKind::Gift => "gift",
        }
    }

    pub fn parse(code: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a barcode is stuck on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 個
    #[default]
    Piece,
    /// 盒
    Inner,
    /// 箱
    Carton,
}

impl Unit {
    pub const ALL: [Unit; 3] = [Unit::Piece, Unit::Inner, Unit::Carton];

    pub fn code(self) -> &'static str {
        match self {
            Unit::Piece => "piece",
            Unit::Inner => "inner",
            Unit::Carton => "carton",
        }
    }

    pub fn parse(code: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.code() == code)
    }

    pub fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Unit::Piece, Lang::ZhTw) => "個",
            (Unit::Piece, Lang::En) => "pc",
            (Unit::Inner, Lang::ZhTw) => "盒",
            (Unit::Inner, Lang::En) => "box",
            (Unit::Carton, Lang::ZhTw) => "箱",
            (Unit::Carton, Lang::En) => "carton",
        }
    }
}

/// A code that stands for `quantity` pieces of an item. The same code may stand on several items or units:
/// piece and carton often share an EAN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barcode {
    pub code: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub quantity: i64,
    #[serde(default)]
    pub unit: Unit,
}

fn one() -> i64 {
    1
}

fn is_one(quantity: &i64) -> bool {
    *quantity == 1
}

/// A barcode that was learnt on the floor, and to which the office has not said yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    pub barcode: Barcode,
    /// The handhelds that learnt it: nobody else knows it yet.
    pub devices: Vec<DeviceId>,
    /// The office said that it is not this item's.
    #[serde(default, skip_serializing_if = "is_false")]
    pub refused: bool,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub id: ItemId,
    /// 貨號
    pub sku: String,
    /// 品名, in zh-TW.
    pub name: String,
    /// The name in English; empty where the shop has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    #[serde(default)]
    pub kind: ItemKind,
    pub barcodes: Vec<Barcode>,
    /// Grams a piece; 0 when unknown.
    #[serde(default)]
    pub weight_g: i64,
    #[serde(default)]
    pub lot_tracked: bool,
    #[serde(default)]
    pub expiry_tracked: bool,
    #[serde(default)]
    pub serial_tracked: bool,
    /// 可輸入數量: after one scan the rest may be keyed, at picking and at packing.
    #[serde(default)]
    pub keyable: bool,
    /// 固定儲位: where it is put away first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<BinId>,
    /// 保存期限: days from 製造日期 to the last day of use; 0 when unknown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shelf_life_days: i64,
    /// 檢驗組別: what is asked of a piece that came back.
    #[serde(default, skip_serializing_if = "InspectGroup::is_general")]
    pub inspect_group: InspectGroup,
    /// As it comes from the server, of all handhelds; once a handheld has [read](Item::seen_by) it, what was refused to
    /// that handheld.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learnt: Vec<Learnt>,
}

fn is_zero(n: &i64) -> bool {
    *n == 0
}

impl Item {
    pub fn apply(&mut self, effect: &Effect) {
        if let Effect::BarcodeLearned { item, barcode, known } = effect
            && *item == self.id
        {
            self.barcodes.retain(|held| held != barcode);
            if *known {
                self.barcodes.push(barcode.clone());
            }
        }
    }

    /// The item as one handheld may know it: what it learnt itself is a barcode like any other until the office has
    /// answered, what others learnt is none yet.
    pub fn seen_by(&mut self, device: DeviceId) {
        for learnt in std::mem::take(&mut self.learnt) {
            if !learnt.devices.contains(&device) {
                continue;
            }
            if learnt.refused {
                self.learnt.push(learnt);
            } else if !self.barcodes.contains(&learnt.barcode) {
                self.barcodes.push(learnt.barcode);
            }
        }
    }

    /// Whether `code` is this item's own, and not one that was refused.
    pub fn is_called(&self, code: &str) -> bool {
        self.sku == code || self.barcodes_of(code).next().is_some()
    }

    /// The barcodes of this item that read as `code`: usually one, several when units share an EAN.
    pub fn barcodes_of<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Barcode> {
        self.barcodes.iter().filter(move |barcode| barcode.code == code)
    }

    /// The name in `lang`; the zh-TW one where the shop has no other.
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.name_en.is_empty() => &self.name_en,
            Lang::En | Lang::ZhTw => &self.name,
        }
    }
}

/// What a bin is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinUse {
    /// 揀貨位: orders are picked from here first.
    #[default]
    Pick,
    /// 備貨位: what does not fit into the pick bin; replenishes it.
    Reserve,
    /// 待處理區: held, defect and blocked goods. Nothing is allocated from here.
    Quarantine,
}

impl BinUse {
    pub const ALL: [BinUse; 3] = [BinUse::Pick, BinUse::Reserve, BinUse::Quarantine];

    pub fn code(self) -> &'static str {
        match self {
            BinUse::Pick => "pick",
            BinUse::Reserve => "reserve",
            BinUse::Quarantine => "quarantine",
        }
    }

    pub fn parse(code: &str) -> Option<BinUse> {
        BinUse::ALL.into_iter().find(|kind| kind.code() == code)
    }

    fn is_pick(&self) -> bool {
        *self == BinUse::Pick
    }

    pub fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            BinUse::Pick => ("揀貨位", "Pick"),
            BinUse::Reserve => ("備貨位", "Reserve"),
            BinUse::Quarantine => ("待處理區", "Quarantine"),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }
}

/// 儲位
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bin {
    pub id: BinId,
    /// As printed on the shelf: `A-03-2`.
    pub code: String,
    pub zone: String,
    /// Walking order: smaller is sooner.
    pub walk: i64,
    #[serde(default, rename = "use", skip_serializing_if = "BinUse::is_pick")]
    pub used_for: BinUse,
}

/// 供應商, as a handheld knows it: no bank, no telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplier {
    pub id: SupplierId,
    /// 供應商編號
    pub code: String,
    /// 簡稱
    pub name: String,
}

/// What a person may do. The office's pages are guarded by the same roles: see the server's route table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Picks, packs, hands over; no office.
    Worker,
    /// A worker who may also free a list, unlock a badge, confirm a second person's step.
    Lead,
    /// 行政: orders, releases, papers.
    Office,
    /// Everything, staff and devices included.
    Admin,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Worker, Role::Lead, Role::Office, Role::Admin];

    pub fn code(self) -> &'static str {
        match self {
            Role::Worker => "worker",
            Role::Lead => "lead",
            Role::Office => "office",
            Role::Admin => "admin",
        }
    }

    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// May confirm what needs a second, senior person on the floor.
    pub fn leads(self) -> bool {
        matches!(self, Role::Lead | Role::Admin)
    }
}

/// A person who may sign in on a handheld. The PIN switches users and protects no data, so its argon2id hash
/// travels with the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    pub id: StaffId,
    pub name: String,
    /// The code on the badge.
    pub badge: String,
    /// argon2id, PHC string.
    pub pin_hash: String,
    pub role: Role,
    /// Ten wrong PINs lock a badge until a lead or the office unlocks it: the office bumps this number, which
    /// clears the count on every handheld.
    #[serde(default)]
    pub unlocks: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    pub id: CarrierId,
    /// `tcat`, `hct`, `own`: stable, for files and settings.
    pub code: String,
    pub name: String,
    /// How the number on this carrier's label looks.
    pub label: LabelRule,
}

/// Which of the several codes on a carrier's label is the parcel's number.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LabelRule {
    /// Our own label is stuck on; the number is ours and known beforehand.
    #[serde(default)]
    pub own: bool,
    /// Allowed lengths; empty allows any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lengths: Vec<usize>,
    /// The number must begin so; empty allows any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Digits only.
    #[serde(default)]
    pub digits: bool,
}

impl LabelRule {
    /// Whether `code` can be this carrier's parcel number at all.
    pub fn admits(&self, code: &str) -> bool {
        (self.lengths.is_empty() || self.lengths.contains(&code.chars().count()))
            && code.starts_with(&self.prefix)
            && (!self.digits || code.bytes().all(|byte| byte.is_ascii_digit()))
            && !code.is_empty()
    }
}

/// 包裝箱: a carton or bag that a parcel is packed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carton {
    /// The code on the carton's shelf label: scanning it chooses the carton.
    pub code: String,
    pub name: String,
    /// Grams of the empty carton.
    #[serde(default)]
    pub weight_g: i64,
}
