//! The parts of a form with a file: read up to a limit, the rest counted and thrown away, so that a file of any size
//! costs the server no more memory than its limit and the browser still hears the answer.

use crate::http::Failure;
use axum::extract::Multipart;
use axum::extract::multipart::Field as Part;
use std::collections::HashMap;

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

/// Bytes of a small field beside a file.
const FIELD_BYTES: usize = 1_000;

/// A form with one file, named `file`, and small fields.
#[derive(Default)]
pub struct Upload {
    /// As its sender calls it; empty: no file was chosen.
    pub name: String,
    /// Nothing where there were more than the limit.
    pub bytes: Vec<u8>,
    /// How many bytes came.
    pub size: u64,
    fields: HashMap<String, String>,
}

impl Upload {
    /// # Errors
    /// An upload that broke off, or is none.
    pub async fn read(mut form: Multipart, limit: usize) -> Result<Upload, Failure> {
        let mut upload = Upload::default();
        while let Some(mut part) = form
            .next_field()
            .await
            .map_err(|_| Failure::Bad("an upload that cannot be read"))?
        {
            match part.name().unwrap_or_default().to_owned().as_str() {
                "file" => {
                    part.file_name().unwrap_or_default().clone_into(&mut upload.name);
                    (upload.bytes, upload.size) = bytes_of(&mut part, limit).await?;
                }
                name => {
                    let (text, _) = bytes_of(&mut part, FIELD_BYTES).await?;
                    let text = String::from_utf8_lossy(&text).into_owned();
                    upload.fields.insert(name.to_owned(), text);
                }
            }
        }
        Ok(upload)
    }

    /// A field as it was sent; empty where it was not.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}
