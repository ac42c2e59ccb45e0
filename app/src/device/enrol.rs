//! The content of the pairing QR.

use shared::enrol::Invitation;

/// Longest invitation that is read, bytes.
const LIMIT: usize = 4096;
/// Addresses that are tried at most.
const URLS: usize = 8;

/// Reads an invitation; `None` when the text is none that can be used.
pub fn invitation(text: &str) -> Option<Invitation> {
    if text.len() > LIMIT {
        return None;
    }
    let invitation: Invitation = serde_json::from_str(text).ok()?;
    let pinned = invitation.pin.len() == 64 && invitation.pin.bytes().all(|byte| byte.is_ascii_hexdigit());
    let sound = invitation.v == 1
        && !invitation.code.is_empty()
        && (1..=URLS).contains(&invitation.urls.len())
        && invitation
            .urls
            .iter()
            .all(|url| (pinned && url.starts_with("https://")) || url.starts_with("http://"));
    sound.then_some(invitation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_invitation_is_one() {
        let pin = "ab".repeat(32);
        let good = format!(r#"{{"v":1,"urls":["https://10.0.0.2:8443"],"pin":"{pin}","code":"c0de"}}"#);
        assert!(invitation(&good).is_some());
        for bad in [
            good.replace(r#""v":1"#, r#""v":2"#),
            good.replace(&pin, "xyz"),
            good.replace("c0de", ""),
            good.replace(r#"["https://10.0.0.2:8443"]"#, "[]"),
            good[..good.len() - 1].to_owned(),
            "4710088412345".to_owned(),
        ] {
            assert!(invitation(&bad).is_none(), "{bad}");
        }
        assert!(invitation(r#"{"v":1,"urls":["http://127.0.0.1:8080"],"code":"c0de"}"#).is_some());
    }
}
