//! What a shop decides once. One JSON document under one key, so that a new setting needs no migration.

pub mod day;
pub mod holidays;

use crate::db::{Cx, DbError, Tx};
use crate::params;
use serde::{Deserialize, Serialize};
use shared::catalogue::Carton;
use shared::lang::Lang;
use shared::row::{RowKind, Settings};
use shared::scan::check_digit;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shop {
    pub name: String,
    pub tax_id: String,
    pub phone: String,
    pub address: String,
    /// Offset of the shop's time zone from UTC, minutes: Asia/Taipei is 480 and has no summer time.
    pub utc_offset_min: i32,
    /// GS1 company prefix; empty: no SSCC is printed.
    pub gs1_prefix: String,
    pub lang: Lang,
    /// A training warehouse: handhelds may open the practice window.
    pub training: bool,
    /// Code of the carrier for orders whose 物流別 names none of ours.
    pub default_carrier: String,
    pub double_scan_ms: i64,
    pub idle_lock_min: i64,
    pub ask_weight: bool,
    /// Returned goods with fewer days of use left are held.
    pub return_short_days: i64,
    /// The shop's own promise: a decision so many days after returned goods are back.
    pub return_decide_days: i64,
    /// What is written on a carrier's file as the kind of goods: T-Cat's table, 15 = 其他.
    pub tcat_goods: String,
}

impl Default for Shop {
    fn default() -> Self {
        Shop {
            name: "我的商店".to_owned(),
            tax_id: String::new(),
            phone: String::new(),
            address: String::new(),
            utc_offset_min: 480,
            gs1_prefix: String::new(),
            lang: Lang::ZhTw,
            training: false,
            default_carrier: "own".to_owned(),
            double_scan_ms: 400,
            idle_lock_min: 15,
            ask_weight: false,
            return_short_days: 30,
            return_decide_days: 3,
            tcat_goods: "15".to_owned(),
        }
    }
}

impl Shop {
    /// Names of the fields that cannot be so; empty: it may be saved. The page says of each what is allowed.
    pub fn wrong(&self) -> Vec<&'static str> {
        let plain =
            |text: &str, limit: usize| text.chars().count() <= limit && !text.chars().any(char::is_control);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let checks = [
            ("name", !self.name.trim().is_empty() && plain(&self.name, 60)),
            (
                "tax_id",
                self.tax_id.is_empty() || self.tax_id.len() == 8 && digits(&self.tax_id),
            ),
            ("phone", plain(&self.phone, 30)),
            ("address", plain(&self.address, 200)),
            // From Baker Island to Kiritimati.
            ("utc_offset", (-720..=840).contains(&self.utc_offset_min)),
            (
                "gs1_prefix",
                self.gs1_prefix.is_empty() || check_digit::sscc(3, &self.gs1_prefix, 1).is_ok(),
            ),
            ("double_scan_ms", (0..=5_000).contains(&self.double_scan_ms)),
            ("return_short_days", (0..=3_650).contains(&self.return_short_days)),
            ("return_decide_days", (0..=90).contains(&self.return_decide_days)),
            ("idle_lock_min", (1..=720).contains(&self.idle_lock_min)),
            (
                "tcat_goods",
                self.tcat_goods.len() <= 4 && !self.tcat_goods.is_empty() && digits(&self.tcat_goods),
            ),
        ];
        checks
            .into_iter()
            .filter(|(_, right)| !right)
            .map(|(field, _)| field)
            .collect()
    }
}

pub fn shop(tx: &Tx<'_>) -> Result<Shop, DbError> {
    match tx.row("select value from setting where name = 'shop'", params![])? {
        None => Ok(Shop::default()),
        Some(row) => {
            let text = row.text("value")?;
            serde_json::from_str(&text).map_err(|_| DbError::Decode(text, "the shop's settings"))
        }
    }
}

pub fn save(cx: &Cx<'_>, shop: &Shop) -> Result<(), DbError> {
    let text = serde_json::to_string(shop).map_err(|error| DbError::Driver(error.to_string()))?;
    put(cx, "shop", &text)?;
    cx.touch(RowKind::Settings, Uuid::nil());
    Ok(())
}

/// A value under a key of its own: the server's epoch, the demonstration's mark.
pub fn value(tx: &Tx<'_>, name: &str) -> Result<Option<String>, DbError> {
    tx.row("select value from setting where name = ?1", params![name])?
        .map(|row| row.text("value"))
        .transpose()
}

pub fn put(cx: &Cx<'_>, name: &str, value: &str) -> Result<(), DbError> {
    cx.exec(include_str!("sql/put.sql"), params![name, value])?;
    Ok(())
}

/// Rises with every restore of a backup, so that handhelds know that the books have moved back.
pub fn server_epoch(tx: &Tx<'_>) -> Result<i64, DbError> {
    Ok(value(tx, "server_epoch")?
        .and_then(|text| text.parse().ok())
        .unwrap_or(1))
}

pub fn save_carton(cx: &Cx<'_>, carton: &Carton) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/put_carton.sql"),
        params![&carton.code, &carton.name, carton.weight_g],
    )?;
    cx.touch(RowKind::Settings, Uuid::nil());
    Ok(())
}

pub fn remove_carton(cx: &Cx<'_>, code: &str) -> Result<(), DbError> {
    cx.exec("delete from carton where code = ?1", params![code])?;
    cx.touch(RowKind::Settings, Uuid::nil());
    Ok(())
}

pub fn cartons(tx: &Tx<'_>) -> Result<Vec<Carton>, DbError> {
    tx.rows("select code, name, weight_g from carton order by code", params![])?
        .iter()
        .map(|row| {
            Ok(Carton {
                code: row.text("code")?,
                name: row.text("name")?,
                weight_g: row.int("weight_g")?,
            })
        })
        .collect()
}

/// The part that handhelds need.
pub fn for_handhelds(tx: &Tx<'_>) -> Result<Settings, DbError> {
    let shop = shop(tx)?;
    Ok(Settings {
        site_name: shop.name,
        utc_offset_min: shop.utc_offset_min,
        double_scan_ms: shop.double_scan_ms,
        idle_lock_ms: shop.idle_lock_min * 60_000,
        cartons: cartons(tx)?,
        ask_weight: shop.ask_weight,
        return_short_days: shop.return_short_days,
    })
}
