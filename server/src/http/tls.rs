//! The server's own key: made at its first start, kept in the database, so part of every backup. Handhelds pin it
//! through the pairing QR; a lost key would strand every outbox.

use crate::db::{By, DbError, Store};
use crate::domain::settings;
use crate::hex;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::Arc;

pub struct ServerKey {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
    /// SHA-256 over the SubjectPublicKeyInfo, hex.
    pub pin: String,
    /// PEM of the authority that signed it, for browsers in the LAN that are to trust this server.
    pub certificate_pem: String,
}

fn failed(error: impl std::fmt::Display) -> DbError {
    DbError::Driver(format!("the server's key: {error}"))
}

/// A key pair kept under `name`, or a new one.
fn kept_key(store: &Store, name: &'static str) -> Result<KeyPair, DbError> {
    if let Some(pem) = store.read_now(|rx| settings::value(rx, name))? {
        return KeyPair::from_pem(&pem).map_err(failed);
    }
    let key = KeyPair::generate().map_err(failed)?;
    let pem = key.serialize_pem();
    store.write_now(By::System, move |cx| settings::put(cx, name, &pem))?;
    Ok(key)
}

/// The shop's own authority: signs this server and nothing else.
fn authority_params() -> Result<CertificateParams, DbError> {
    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Beeline local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    Ok(params)
}

impl ServerKey {
    /// The server's key with a certificate for `names` (addresses and host names), signed anew at every start, because
    /// addresses change, by the shop's authority, which does not.
    pub fn load(store: &Store, names: &[String]) -> Result<ServerKey, DbError> {
        let key = kept_key(store, "tls_key")?;
        let authority_key = kept_key(store, "tls_authority_key")?;
        let authority_pem = match store.read_now(|rx| settings::value(rx, "tls_authority"))? {
            Some(pem) => pem,
            None => {
                let pem = authority_params()?
                    .self_signed(&authority_key)
                    .map_err(failed)?
                    .pem();
                let kept = pem.clone();
                store.write_now(By::System, move |cx| settings::put(cx, "tls_authority", &kept))?;
                pem
            }
        };
        let issuer = Issuer::new(authority_params()?, authority_key);
        let mut all = vec![
            "beeline.local".to_owned(),
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
        ];
        all.extend(
            names
                .iter()
                .filter(|name| !all.contains(name))
                .cloned()
                .collect::<Vec<_>>(),
        );
        let mut params = CertificateParams::new(all).map_err(failed)?;
        params.distinguished_name.push(DnType::CommonName, "Beeline");
        params.use_authority_key_identifier_extension = true;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&key, &issuer).map_err(failed)?;
        let pin = hex::sha256(&key.subject_public_key_info());
        Ok(ServerKey {
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
            pin,
            certificate_pem: authority_pem,
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
