//! The server's own key: made at its first start, kept in the database, so part of every backup. Handhelds pin it
//! through the pairing QR; a lost key would strand every outbox.

use crate::db::{By, DbError, Store};
use crate::domain::settings;
use rcgen::{CertificateParams, DnType, KeyPair, PublicKeyData};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub struct ServerKey {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
    /// SHA-256 over the SubjectPublicKeyInfo, hex.
    pub pin: String,
    /// PEM, for browsers that want to trust it.
    pub certificate_pem: String,
}

fn failed(error: impl std::fmt::Display) -> DbError {
    DbError::Driver(format!("the server's key: {error}"))
}

impl ServerKey {
    /// The key in the database, or a new one.
    pub fn load(store: &Store) -> Result<ServerKey, DbError> {
        let kept = store.read_now(|rx| settings::value(rx, "tls_key"))?;
        let pem = match kept {
            Some(pem) => pem,
            None => {
                let pem = KeyPair::generate().map_err(failed)?.serialize_pem();
                let new = pem.clone();
                store.write_now(By::System, move |cx| settings::put(cx, "tls_key", &new))?;
                pem
            }
        };
        let key = KeyPair::from_pem(&pem).map_err(failed)?;
        let mut params = CertificateParams::new(vec!["beeline.local".to_owned(), "localhost".to_owned()])
            .map_err(failed)?;
        params.distinguished_name.push(DnType::CommonName, "Beeline");
        let certificate = params.self_signed(&key).map_err(failed)?;
        let pin = Sha256::digest(key.subject_public_key_info())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(ServerKey {
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
            pin,
            certificate_pem: certificate.pem(),
        })
    }

    pub fn config(&self) -> std::io::Result<Arc<ServerConfig>> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(std::io::Error::other)?
                .with_no_client_auth()
                .with_single_cert(vec![self.certificate.clone()], key)
                .map_err(std::io::Error::other)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}
