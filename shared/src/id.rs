//! Identities: one newtype a noun, so that a line can never be passed where a list is meant.
//!
//! All are UUIDs, version 7 (RFC 9562 §5.7), written as 32 hexadecimal digits on the wire and in SQL. Time and
//! randomness are handed in: see [`v7`].

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A UUIDv7 from milliseconds since 1970 and ten random bytes.
pub fn v7(unix_ms: i64, random: &[u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(unix_ms.max(0) as u64, random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(#[serde(with = "uuid::serde::simple")] pub Uuid);

        impl $name {
            pub fn hex(&self) -> String {
                self.0.simple().to_string()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.simple())
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.simple())
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::from_str(text).map($name)
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                $name(id)
            }
        }
    )+};
}

ids! {
    /// A fact; the idempotency key of sync.
    FactId,
    /// Facts that belong together: never split by a batch.
    GroupId,
    DeviceId,
    StaffId,
    ItemId,
    BinId,
    CarrierId,
    /// A pick list.
    ListId,
    /// A line of a pick list.
    LineId,
    /// An order released for packing.
    ShipmentId,
    ShipmentLineId,
    ParcelId,
    /// A carrier's pile of one hand-over, closed by the driver's signature.
    ManifestId,
    OrderId,
    OrderLineId,
    /// One release of orders to the floor.
    WaveId,
    SupplierId,
    /// 訂貨單
    PurchaseId,
    PurchaseLineId,
    /// One expected or arrived delivery of a supplier: from 點箱 to 驗收單.
    DeliveryId,
    DeliveryLineId,
    /// A stretch of put-away or bin-to-bin work of one person on one device: what an undo stays within.
    SessionId,
    /// 盤點單
    CountPlanId,
    /// One bin of a plan, to be counted in one round.
    CountTaskId,
    /// One person's count of one bin, from its first scan to its last.
    VisitId,
    /// 補貨: pieces that are to be moved to a pick bin.
    ReplenishmentId,
    DiscrepancyId,
    /// 退貨: parcels of one shipment that came back together. The first return of a shipment has the shipment's id.
    ReturnId,
    /// A licence plate: a label or a tote that pieces stand under on their way from the bench to a bin.
    PlateId,
}

impl PlateId {
    /// The id of the plate with this code: made from the code, so that two devices without a network mean one place.
    /// Version 8 (RFC 9562 §5.8), which no other id has: see [`is_plate`](PlateId::is_plate).
    pub fn of(code: &str) -> PlateId {
        let digest = Sha256::digest(code.trim().as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        PlateId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Whether an id was made from a plate's code.
    pub fn is_plate(id: Uuid) -> bool {
        id.get_version_num() == 8
    }
}

impl ReturnId {
    /// The first return of a shipment.
    pub fn first_of(shipment: ShipmentId) -> ReturnId {
        ReturnId(shipment.0)
    }
}
