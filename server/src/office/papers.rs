//! From what the books say of a release to the papers that are printed. No SQL, no layout.
//!
//! Invariant: full names and addresses go on labels only; the slip shows masked ones and no amounts.

use crate::db::{DbError, Tx};
use crate::documents::{
    self, Company, DeliverySlip, Manifest, ManifestRow, Paper, ParcelLabel, PickLine, PickListPaper,
    Recipient, Sender, SlipLine, SlipSize, Temperature,
};
use crate::domain::orders::{mask_name, mask_phone};
use crate::domain::purchasing::terms::Terms;
use crate::domain::settings::{self, Shop, day};
use crate::domain::shipments::{self, ManifestView, ParcelFacts};
use crate::domain::waves::{self, ListView};
use crate::intake::orders::{Facts, Temperature as Zone};
use crate::office::texts;
use shared::lang::Lang;

/// Serial numbers that a line of a slip names: a row is never longer than its page.
const SLIP_SERIALS: usize = 40;

/// Papers are read on the floor, by people of the shop's language.
pub struct Desk {
    shop: Shop,
    now: i64,
}

impl Desk {
    pub fn new(tx: &Tx<'_>, now: i64) -> Result<Desk, DbError> {
        Ok(Desk {
            shop: settings::shop(tx)?,
            now,
        })
    }

    /// The shop's language, for texts of the office's own table.
    pub fn text_lang(&self) -> Lang {
        self.shop.lang
    }

    pub fn lang(&self) -> documents::Lang {
        match self.shop.lang {
            Lang::ZhTw => documents::Lang::ZhTw,
            Lang::En => documents::Lang::En,
        }
    }

    pub(super) fn company(&self) -> Company {
        Company {
            name: self.shop.name.clone(),
            tax_id: self.shop.tax_id.clone(),
            phone: self.shop.phone.clone(),
            address: self.shop.address.clone(),
        }
    }

    pub(super) fn today(&self) -> String {
        day::date(self.now, self.shop.utc_offset_min)
    }

    /// 付款條件 in words: 月結 30 天; empty where nothing was agreed.
    pub(super) fn terms(&self, terms: Terms, days: i64) -> String {
        texts::terms(self.shop.lang, terms, days)
    }

    pub(super) fn date(&self, at: i64) -> String {
        day::date(at, self.shop.utc_offset_min)
    }

    pub(super) fn minute(&self, at: i64) -> String {
        day::minute(at, self.shop.utc_offset_min)
    }

    pub(super) fn word(&self, key: &str) -> String {
        texts::text(self.shop.lang, key).to_owned()
    }

    pub fn pick_list(&self, tx: &Tx<'_>, list: &ListView, note: &str) -> Result<Paper, DbError> {
        let lines = waves::list_lines(tx, list.id)?;
        let lines = lines.into_iter().map(|line| PickLine {
            seq: small(line.seq),
            bin: line.bin,
            sku: line.sku,
            barcode: line.barcode,
            name: line.name,
            qty: small(line.quantity),
            lot: line.lot.number,
            expiry: line.lot.expiry,
            order_no: line.order_nos,
            ..PickLine::default()
        });
        let method = if list.orders > 1 {
            "paper.batch"
        } else {
            "paper.single"
        };
        Ok(Paper::PickList(PickListPaper {
            lang: self.lang(),
            company: self.company(),
            number: list.number.clone(),
            date: self.today(),
            printed_at: self.minute(self.now),
            method: self.word(method),
            orders: small(list.orders),
            carrier: list.carrier.clone(),
            cut_off: list.cut_off.map(|at| self.minute(at)).unwrap_or_default(),
            note: note.to_owned(),
            lines: lines.collect(),
            ..PickListPaper::default()
        }))
    }

    /// 序號 of the pieces of a line, as many as a row has room for.
    fn serials(&self, all: &[String]) -> String {
        let (shown, rest) = all.split_at(all.len().min(SLIP_SERIALS));
        if shown.is_empty() {
            return String::new();
        }
        let mut note = format!("{} {}", self.word("serials.serial"), shown.join(" "));
        if !rest.is_empty() {
            note.push(' ');
            note.push_str(
                &self
                    .word("serials.and_more")
                    .replace("{n}", &rest.len().to_string()),
            );
        }
        note
    }

    pub fn slip(&self, tx: &Tx<'_>, parcel: &ParcelFacts) -> Result<Paper, DbError> {
        let lines = shipments::slip_lines(tx, parcel.id)?;
        let lines = lines.into_iter().map(|line| SlipLine {
            sku: line.sku,
            name: line.name,
            qty: small(line.quantity),
            gift: line.gift,
            note: self.serials(&line.serials),
            ..SlipLine::default()
        });
        let notes = [parcel.buyer_note.as_str(), parcel.seller_note.as_str()];
        let notes = notes.iter().filter(|note| !note.is_empty()).copied();
        Ok(Paper::DeliverySlip(DeliverySlip {
            lang: self.lang(),
            size: SlipSize::A4,
            company: self.company(),
            number: parcel.number.clone(),
            date: self.today(),
            printed_at: self.minute(self.now),
            order_no: parcel.order_no.clone(),
            platform: parcel.channel.clone(),
            recipient: Recipient {
                name: mask_name(&parcel.recipient),
                phone: mask_phone(&parcel.phone),
                store_code: parcel.store_id.clone(),
                store_name: parcel.store_name.clone(),
                ..Recipient::default()
            },
            carrier: parcel.carrier.clone(),
            waybill: parcel.label.clone().unwrap_or_default(),
            parcels: 1,
            temperature: temperature(&parcel.temperature),
            payment: parcel.payment.clone(),
            cod: parcel.cod > 0,
            invoice_no: parcel.invoice_no.clone(),
            notes: notes.collect::<Vec<_>>().join("\n"),
            lines: lines.collect(),
            ..DeliverySlip::default()
        }))
    }

    /// The parcel's label; `None` while its number is not known. `printed` counts this print too.
    pub fn label(&self, parcel: &ParcelFacts) -> Option<ParcelLabel> {
        Some(ParcelLabel {
            lang: self.lang(),
            number: parcel.label.clone().filter(|label| !label.is_empty())?,
            sscc: parcel.sscc.clone(),
            qr: None,
            recipient: Recipient {
                name: parcel.recipient.clone(),
                phone: parcel.phone.clone(),
                postcode: parcel.zip.clone(),
                address: parcel.address.clone(),
                store_code: parcel.store_id.clone(),
                store_name: parcel.store_name.clone(),
            },
            sender: Sender {
                name: self.shop.name.clone(),
                phone: self.shop.phone.clone(),
                address: self.shop.address.clone(),
            },
            carrier: parcel.carrier.clone(),
            order_no: parcel.order_no.clone(),
            platform: parcel.channel.clone(),
            parcel: 1,
            parcels: 1,
            cod: Some(dollars(parcel.cod)).filter(|&cod| cod > 0),
            temperature: temperature(&parcel.temperature),
            weight: String::new(),
            date: self.today(),
            note: parcel.list_number.clone(),
            reprint: Some(small(parcel.printed)).filter(|&times| times > 1),
        })
    }

    pub fn manifest(&self, tx: &Tx<'_>, manifest: &ManifestView) -> Result<Paper, DbError> {
        let rows = shipments::manifest_rows(tx, manifest.id)?;
        let rows = rows.into_iter().map(|row| ManifestRow {
            waybill: row.label,
            recipient: row.recipient_masked,
            pieces: 1,
            cod: dollars(row.cod),
        });
        let taken = manifest.closed_at.map(|at| self.minute(at)).unwrap_or_default();
        let note = [manifest.driver.as_str(), taken.as_str()].join(" ");
        Ok(Paper::Manifest(Manifest {
            lang: self.lang(),
            company: self.company(),
            number: manifest.number.clone(),
            date: day::date(manifest.opened_at, self.shop.utc_offset_min),
            printed_at: self.minute(self.now),
            carrier: manifest.carrier.clone(),
            customer_code: manifest.customer.clone(),
            note: if manifest.driver.is_empty() {
                String::new()
            } else {
                format!("{} {}", self.word("paper.driver"), note.trim())
            },
            rows: rows.collect(),
            ..Manifest::default()
        }))
    }
}

pub(super) fn small(n: i64) -> u32 {
    u32::try_from(n.max(0)).unwrap_or(u32::MAX)
}

/// Whole dollars, half up: carriers collect no cents.
fn dollars(minor: i64) -> u32 {
    small(minor.saturating_add(50).div_euclid(100))
}

/// 溫層 as the platform words it.
pub fn temperature(text: &str) -> Temperature {
    let facts = Facts {
        temperature: text.to_owned(),
        ..Facts::default()
    };
    match facts.zone() {
        Some(Zone::Frozen) => Temperature::Frozen,
        Some(Zone::Chilled) => Temperature::Chilled,
        Some(Zone::Ambient) | None => Temperature::Ambient,
    }
}
