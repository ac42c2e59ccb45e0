//! Expected "no"s of the sync server's online endpoints: an enum with a stable code, an answer and not an error.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    PairingCodeUnknown,
    PairingCodeUsed,
    PairingCodeExpired,
    TooManyTries,
    DeviceRevoked,
    /// The device's token is not one of ours.
    DeviceUnknown,
    /// (device, epoch, seq) holds another fact: this stream is a copy of another device's or an older self.
    StreamForked,
}

impl Refusal {
    pub fn message(self, lang: Lang) -> &'static str {
        use Lang::*;
        use Refusal::*;
        match (self, lang) {
            (PairingCodeUnknown, ZhTw) => "配對碼不對。請在辦公室重新產生一個。",
            (PairingCodeUnknown, En) => "This pairing code is not known. Make a new one in the office.",
            (PairingCodeUsed, ZhTw) => "這個配對碼已經用過。一個配對碼只能配對一台，請重新產生。",
            (PairingCodeUsed, En) => {
                "This pairing code has been used. One code pairs one device: make a new one."
            }
            (PairingCodeExpired, ZhTw) => "配對碼已過期（十分鐘有效）。請重新產生一個。",
            (PairingCodeExpired, En) => "This pairing code has expired (ten minutes). Make a new one.",
            (TooManyTries, ZhTw) => "嘗試太多次，請等一分鐘再試。",
            (TooManyTries, En) => "Too many tries. Wait a minute and try again.",
            (DeviceRevoked, ZhTw) => "這台裝置已被停用。未傳送的資料仍保留在裝置上，請洽辦公室。",
            (DeviceRevoked, En) => {
                "This device has been revoked. What was not sent is kept here: ask the office."
            }
            (DeviceUnknown, ZhTw) => "伺服器不認得這台裝置。未傳送的資料仍保留，請重新配對。",
            (DeviceUnknown, En) => "The server does not know this device. Nothing is lost: pair it again.",
            (StreamForked, ZhTw) => "這台裝置的紀錄與伺服器不一致，已停止上傳，資料全部保留，請洽辦公室。",
            (StreamForked, En) => {
                "This device's records and the server's disagree. Sending has stopped, everything is kept: ask the office."
            }
        }
    }
}
