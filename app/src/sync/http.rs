//! HTTP to the server whose key the pairing QR has pinned.
//!
//! Invariant: without the pin no byte of ours leaves: the certificate's name and dates are not looked at (a warehouse
//! server has no public name, and nobody's clock matters), its key is, and the handshake must be signed with it. The
//! way never leads through a proxy.

use super::run::{BodyKind, Call, NetError, Reply, Transport};
use reqwest::Client;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Seconds to wait for a connection: Wi-Fi at the far end of a warehouse.
const CONNECT_S: u64 = 8;

/// Where the server is and how this device is known there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub urls: Vec<String>,
    /// SHA-256 over the SubjectPublicKeyInfo, hex; empty for plain HTTP.
    pub pin: String,
    /// Hex; empty while pairing.
    pub token: String,
}

pub struct Http {
    client: Client,
    credentials: Credentials,
    /// The address that worked last.
    best: AtomicUsize,
}

impl Http {
    pub fn new(credentials: Credentials) -> Result<Http, NetError> {
        let failed = |error: String| NetError(error);
        let mut builder = Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(CONNECT_S))
            .redirect(reqwest::redirect::Policy::none());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let pin = unhex(&credentials.pin);
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pinned { pin, provider }))
            .with_no_client_auth();
        builder = builder.tls_backend_preconfigured(config);
        let client = builder.build().map_err(|error| failed(error.to_string()))?;
        Ok(Http {
            client,
            credentials,
            best: AtomicUsize::new(0),
        })
    }

    async fn call_at(&self, url: &str, call: &Call) -> Result<Reply, reqwest::Error> {
        let url = format!("{}{}", url.trim_end_matches('/'), call.path);
        let mut request = match &call.body {
            Some(body) => {
                let (request, kind) = match call.kind {
                    BodyKind::Zstd => (self.client.post(url), "application/zstd"),
                    BodyKind::Json => (self.client.post(url), "application/json"),
                    BodyKind::Jpeg => (self.client.put(url), "image/jpeg"),
                };
                request.header("content-type", kind).body(body.clone())
            }
            None => self.client.get(url),
        };
        if !self.credentials.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.credentials.token));
        }
        let response = request
            .timeout(Duration::from_secs(call.timeout_s))
            .send()
            .await?;
        let status = response.status().as_u16();
        Ok(Reply {
            status,
            body: response.bytes().await?.to_vec(),
        })
    }
}

impl Transport for Http {
    async fn call(&self, call: Call) -> Result<Reply, NetError> {
        let urls = &self.credentials.urls;
        let first = self.best.load(Ordering::Relaxed);
        let mut why = "no address".to_owned();
        for n in 0..urls.len() {
            let index = (first + n) % urls.len();
            match self.call_at(&urls[index], &call).await {
                Ok(reply) => {
                    self.best.store(index, Ordering::Relaxed);
                    return Ok(reply);
                }
                Err(error) => {
                    why = reason(&error);
                    // Only where nothing was sent is another address tried at once.
                    if !error.is_connect() {
                        break;
                    }
                }
            }
        }
        Err(NetError(why))
    }
}

/// The innermost cause: "connection refused" and not "error sending request".
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Accepts the one key that the pairing QR named.
#[derive(Debug)]
struct Pinned {
    /// `None`: no TLS server is accepted at all.
    pin: Option<[u8; 32]>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let key = ParsedCertificate::try_from(leaf)?.subject_public_key_info();
        let seen: [u8; 32] = Sha256::digest(key.as_ref()).into();
        if Some(seen) == self.pin {
            return Ok(ServerCertVerified::assertion());
        }
        Err(rustls::Error::General(
            "this is not the server that this device was paired with".to_owned(),
        ))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            cert,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            cert,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
