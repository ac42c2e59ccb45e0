//! Facts of handing parcels to the carrier. The 託運總表 closes with what was really scanned.

use super::{FactError, check_text};
use crate::id::*;
use serde::{Deserialize, Serialize};

/// Longest driver's name, characters.
pub const DRIVER_LIMIT: usize = 60;
/// Longest drawn signature, characters of its path.
pub const SIGNATURE_LIMIT: usize = 20_000;

/// A parcel was put on the carrier's pile. The books move whatever they hold, or will hold, in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub manifest: ManifestId,
    pub carrier: CarrierId,
    pub shipment: ShipmentId,
    pub parcel: ParcelId,
    pub raw: String,
}

/// The driver signed for the pile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestClosed {
    pub manifest: ManifestId,
    pub carrier: CarrierId,
    /// Number made by the device, printed beside the server's own: `H3-0007`.
    pub number: String,
    /// Parcels on the pile, as the device counted them.
    pub parcels: i64,
    /// 代收總額, minor units.
    pub cod: i64,
    pub driver: String,
    /// Drawn strokes as an SVG path in a 400×160 box; empty where the driver only gave a name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
}

impl ManifestClosed {
    pub fn check(&self) -> Result<(), FactError> {
        check_text("driver", &self.driver, DRIVER_LIMIT)?;
        let length = self.signature.len();
        if length > SIGNATURE_LIMIT {
            return Err(FactError::TooLong {
                field: "signature",
                length,
                limit: SIGNATURE_LIMIT,
            });
        }
        Ok(())
    }
}
