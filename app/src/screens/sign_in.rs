//! Signing in, and pairing before it.

use super::{Parts, action, t};
use crate::flows::sign_in::{At, State};
use crate::flows::{Look, Looked};
use crate::view::{ActionKind, Body, Screen, SignIn};
use shared::lang::Lang;

pub fn view(state: &State, lang: Lang, look: &dyn Look) -> Looked<Parts> {
    let (who, pin_length) = match &state.at {
        At::Badge | At::In { .. } | At::Locked { .. } | At::Idle { .. } => (None, 0),
        At::Pin { staff, typed } => (Some(*staff), typed.len()),
        At::LeadPin { lead, typed, .. } => (Some(*lead), typed.len()),
    };
    let name = match who {
        Some(staff) => look.staff(staff)?.map_or_else(String::new, |staff| staff.name),
        None => String::new(),
    };
    let mut actions = Vec::new();
    if who.is_some() {
        actions.push(action(
            "cancel",
            ActionKind::Plain,
            t(lang, "換人", "Someone else"),
        ));
    }
    Ok(Parts {
        screen: Screen::SignIn,
        title: match look.settings().site_name.as_str() {
            "" => t(lang, "嗶倉", "Beeline"),
            site => site.to_owned(),
        },
        body: Body::SignIn(SignIn { name, pin_length }),
        actions,
        more: desk_more(lang),
        overlay: None,
    })
}

pub fn pairing(lang: Lang) -> Parts {
    Parts {
        screen: Screen::Pairing,
        title: t(lang, "配對", "Pairing"),
        body: Body::Message {
            title: t(lang, "這台還沒配對", "This device is not paired yet"),
            text: t(
                lang,
                "在辦公室的「裝置」頁按「邀請」，刷螢幕上的 QR。",
                "In the office, open Devices, choose Invite, and scan the QR on its screen.",
            ),
        },
        actions: vec![action(
            "paste",
            ActionKind::Main,
            t(lang, "貼上邀請", "Paste an invitation"),
        )],
        more: desk_more(lang),
        overlay: None,
    }
}

pub fn stopped(lang: Lang) -> Parts {
    Parts {
        screen: Screen::Stopped,
        title: t(lang, "停手", "Stop"),
        body: Body::Message {
            title: t(lang, "資料存不進去", "Nothing can be saved"),
            text: t(
                lang,
                "磁碟滿了或壞了。已經嗶過的都還在。請叫主管處理，好了按「再試一次」。",
                "The disk is full or broken. Everything that beeped is kept. Call a lead; then press Try again.",
            ),
        },
        actions: vec![action(
            "retry",
            ActionKind::Main,
            t(lang, "再試一次", "Try again"),
        )],
        more: Vec::new(),
        overlay: None,
    }
}

fn desk_more(lang: Lang) -> Vec<crate::view::Action> {
    super::common_more(lang)
        .into_iter()
        .filter(|action| action.id != "sign_out")
        .collect()
}
