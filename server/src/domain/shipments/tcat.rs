//! What T-Cat's 27-column file says of the parcels of a release.

use super::{ParcelFacts, parcel_facts};
use crate::db::{DbError, Tx};
use shared::id::WaveId;

/// Parcels of a release that go with this carrier code.
pub fn tcat_parcels(tx: &Tx<'_>, wave: WaveId, carrier_code: &str) -> Result<Vec<ParcelFacts>, DbError> {
    let all = parcel_facts(tx, Some(wave), None)?;
    Ok(all
        .into_iter()
        .filter(|parcel| parcel.carrier_code == carrier_code)
        .collect())
}
