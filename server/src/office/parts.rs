//! The parts of a form with a file: read up to a limit, the rest counted and thrown away, so that a file of any size
//! costs the server no more memory than its limit and the browser still hears the answer.

use crate::http::Failure;
use axum::extract::multipart::Field as Part;

/// Bytes read and thrown away before a sender is cut off.
const DRAINED: u64 = 1_000_000_000;

/// A part's bytes up to `limit`, and how many there were.
///
/// # Errors
/// An upload that broke off.
pub async fn bytes_of(part: &mut Part<'_>, limit: usize) -> Result<(Vec<u8>, u64), Failure> {
    let (mut kept, mut all) = (Vec::new(), 0u64);
    while let Some(chunk) = part
        .chunk()
        .await
        .map_err(|_| Failure::Bad("an upload that broke off"))?
    {
        all += chunk.len() as u64;
        if all <= limit as u64 {
            kept.extend_from_slice(&chunk);
        } else {
            // Nobody looks at a part of it.
            kept = Vec::new();
        }
        if all > DRAINED {
            break;
        }
    }
    Ok((kept, all))
}
