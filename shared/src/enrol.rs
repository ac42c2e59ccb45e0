//! Pairing a handheld with a server: what the QR says, what is asked and what is answered.

use crate::id::DeviceId;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// How long a pairing code can be used, milliseconds.
pub const CODE_TTL_MS: i64 = 10 * 60 * 1000;

/// The content of the pairing QR, as JSON. The code is good once, for ten minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Version of this form: 1.
    pub v: u8,
    /// Where the server may be reached, best first: `https://192.168.1.20:8443`.
    pub urls: Vec<String>,
    /// SHA-256 over the SubjectPublicKeyInfo of the server's key, hex; empty for plain HTTP on loopback.
    #[serde(default)]
    pub pin: String,
    /// 128 bits, hex.
    pub code: String,
    /// A training warehouse: the handheld may open the practice window.
    #[serde(default)]
    pub training: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    pub code: String,
    /// What the device calls itself, shown to the office: model or host name.
    pub name: String,
    pub app_version: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum EnrolReply {
    Enrolled(Enrolled),
    Refused { refusal: Refusal },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    pub device: DeviceId,
    /// Short name for device-made numbers: `H3`.
    pub label: String,
    pub epoch: i64,
    /// 256 bits, hex. The server keeps only its SHA-256.
    pub token: String,
    pub server_epoch: i64,
    pub site_name: String,
    #[serde(default)]
    pub training: bool,
}
