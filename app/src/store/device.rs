//! The device's one row: identity, credentials, how far sync has come, and what the person chose.

use super::StoreError;
use rusqlite::{Connection, params};
use shared::enrol::Enrolled;
use shared::id::DeviceId;
use shared::lang::Lang;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// `None` before pairing.
    pub id: Option<DeviceId>,
    /// Short name for numbers made here: `H3`.
    pub label: String,
    pub site_name: String,
    pub training: bool,
    pub epoch: i64,
    pub token: String,
    pub urls: Vec<String>,
    /// SHA-256 of the server's key, hex; empty for plain HTTP on loopback.
    pub pin: String,
    pub server_epoch: i64,
    pub cursor: i64,
    pub acked_seq: i64,
    pub trimmed_seq: i64,
    pub manifests: i64,
    /// Stable code of why sending has stopped; empty when it has not.
    pub halted: String,
    pub boot_id: String,
    /// Server time minus boot clock, milliseconds, learnt in the boot named by `boot_id`.
    pub clock_offset: i64,
    /// When the last exchange was completed, milliseconds since 1970; 0 for never.
    pub last_exchange: i64,
    pub lang: Lang,
    pub dark: bool,
}

impl Device {
    pub(super) fn load(conn: &Connection) -> Result<Device, StoreError> {
        let mut statement = conn.prepare_cached(include_str!("sql/device_get.sql"))?;
        let device = statement.query_row([], |row| {
            let urls: String = row.get("urls")?;
            let lang: String = row.get("lang")?;
            let theme: String = row.get("theme")?;
            Ok(Device {
                id: row.get::<_, Option<Uuid>>("device")?.map(DeviceId),
                label: row.get("label")?,
                site_name: row.get("site_name")?,
                training: row.get("training")?,
                epoch: row.get("epoch")?,
                token: row.get("token")?,
                urls: serde_json::from_str(&urls).unwrap_or_default(),
                pin: row.get("pin")?,
                server_epoch: row.get("server_epoch")?,
                cursor: row.get("cursor")?,
                acked_seq: row.get("acked_seq")?,
                trimmed_seq: row.get("trimmed_seq")?,
                manifests: row.get("manifests")?,
                halted: row.get("halted")?,
                boot_id: row.get("boot_id")?,
                clock_offset: row.get("clock_offset")?,
                last_exchange: row.get("last_exchange")?,
                lang: Lang::parse(&lang).unwrap_or_default(),
                dark: theme == "dark",
            })
        })?;
        Ok(device)
    }

    pub(super) fn save(&self, conn: &Connection) -> Result<(), StoreError> {
        let urls = serde_json::to_string(&self.urls)?;
        conn.prepare_cached(include_str!("sql/device_put.sql"))?
            .execute(params![
                self.id.map(|id| id.0),
                self.label,
                self.site_name,
                self.training,
                self.epoch,
                self.token,
                urls,
                self.pin,
                self.server_epoch,
                self.cursor,
                self.acked_seq,
                self.trimmed_seq,
                self.manifests,
                self.halted,
                self.boot_id,
                self.clock_offset,
                self.last_exchange,
                self.lang.code(),
                if self.dark { "dark" } else { "light" },
            ])?;
        Ok(())
    }

    /// Takes on what the server answered to a pairing code.
    pub(super) fn enrolled(&mut self, enrolled: &Enrolled, urls: Vec<String>, pin: String) {
        self.id = Some(enrolled.device);
        self.label = enrolled.label.clone();
        self.site_name = enrolled.site_name.clone();
        self.training = enrolled.training;
        self.epoch = enrolled.epoch;
        self.token = enrolled.token.clone();
        self.urls = urls;
        self.pin = pin;
        self.server_epoch = enrolled.server_epoch;
        self.cursor = 0;
        self.acked_seq = 0;
        self.trimmed_seq = 0;
        self.halted = String::new();
    }
}
