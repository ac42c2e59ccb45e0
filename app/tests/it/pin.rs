//! The handheld speaks to the one key that the pairing QR named, whatever name and dates the certificate carries.

use app::sync::http::{Credentials, Http};
use app::sync::run::{BodyKind, Call, NetError, Reply, Transport};
use rcgen::{CertificateParams, KeyPair, PublicKeyData};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

/// A TLS server with a key of its own and a certificate for a name that nobody asks for. Its address and its pin.
fn server() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new(vec!["nobody.invalid".to_owned()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    let pin: String = Sha256::digest(key.subject_public_key_info())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], private)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), socket);
            let mut request = [0; 4096];
            if stream.read(&mut request).is_ok_and(|read| read > 0) {
                let _ =
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi");
                let _ = stream.flush();
            }
        }
    });
    (url, pin)
}

fn call(url: &str, pin: &str) -> Result<Reply, NetError> {
    let credentials = Credentials {
        urls: vec![url.to_owned()],
        pin: pin.to_owned(),
        token: "secret".to_owned(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let call = Call {
        body: None,
        path: "/healthz".to_owned(),
        kind: BodyKind::Zstd,
        timeout_s: 5,
    };
    runtime.block_on(async { Http::new(credentials)?.call(call).await })
}

#[test]
fn the_pinned_key_is_spoken_to_and_no_other() {
    let (url, pin) = server();
    let (_, another) = server();
    assert_eq!(
        call(&url, &pin).map(|reply| (reply.status, reply.body)),
        Ok((200, b"hi".to_vec()))
    );
    for wrong in [another.as_str(), "", "zz"] {
        let refused = call(&url, wrong).unwrap_err().to_string();
        assert!(
            refused.contains("not the server that this device was paired with"),
            "{wrong}: {refused}"
        );
    }
}
