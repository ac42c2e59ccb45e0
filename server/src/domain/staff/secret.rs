//! Passwords and PINs as argon2id hashes (19 MiB, two passes: the crate's defaults, which follow OWASP).

use crate::db::DbError;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// A PHC string. Takes about 30 ms: never inside a transaction.
pub fn hash_secret(secret: &str) -> Result<String, DbError> {
    let hash = Argon2::default().hash_password(secret.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| DbError::Driver(error.to_string()))
}

pub fn verify_secret(secret: &str, hash: &str) -> bool {
    argon2::PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(secret.as_bytes(), &hash)
            .is_ok()
    })
}
