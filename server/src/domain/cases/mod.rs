//! 客戶問題紀錄 and 售後服務紀錄: what customers ask, who answers by when, and what is done for them after the sale.
//!
//! Invariant: a case keeps of its customer a masked alias and nothing else; who they are stands with the order. The time
//! by which the first answer is due is kept when the question comes in, and the first answer is the first that was given:
//! neither is changed by what happens later.
//! Deliberately absent: mailboxes and platforms' chats. A person reads there and writes here.

mod answer;
mod attach;
mod clock;
mod faq;
mod masked;
mod open;
mod query;

pub use answer::{Service as ServiceForm, Step, close, hand_over, note, reopen, reply, serve};
pub use attach::{attach, file, files};
pub use clock::{MOST_HOURS, Promise, promise, set_promise};
pub use faq::{Faq, FaqForm, faq_get, faq_list, faq_retire, faq_save, faq_use};
pub use masked::masked;
pub use open::{NewCase, Opened, open};
pub use query::{CaseFilter, CaseView, Counts, Entry, counts, entries, find, list, of_order, of_return};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: [$name; [$($code),+].len()] = [$($name::$variant),+];

            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|one| one.code() == code)
            }
        }
    };
}

codes! {
    Kind { Question = "question", Service = "service" }
}
codes! {
    State { Open = "open", Answered = "answered", Closed = "closed" }
}
codes! {
    /// 來源
    Channel { Chat = "chat", Line = "line", Email = "email", Phone = "phone", Facebook = "facebook", Other = "other" }
}
codes! {
    /// 類別
    Category {
        Shipping = "shipping",
        Logistics = "logistics",
        Goods = "goods",
        Returns = "returns",
        Invoice = "invoice",
        Other = "other",
    }
}
codes! {
    /// 服務類型
    ServiceKind {
        Repair = "repair",
        Resend = "resend",
        Exchange = "exchange",
        Refund = "refund",
        Advice = "advice",
    }
}

impl Channel {
    /// Hours to the first answer where the shop has promised nothing else.
    fn hours(self) -> i64 {
        match self {
            Channel::Phone => 1,
            Channel::Chat | Channel::Line => 2,
            Channel::Facebook => 4,
            Channel::Email | Channel::Other => 9,
        }
    }
}

/// Characters of a question, an answer, or the work that was done.
pub const TEXT_LIMIT: usize = 4_000;
/// Characters of an alias, a serial number, a waybill.
pub const WORD_LIMIT: usize = 60;
