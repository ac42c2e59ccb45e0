//! 退貨檢驗: the questions about a piece that came back, the grade they suggest, and where it goes from here.
//!
//! Invariant: everything here only suggests. What the inspector decided stands in the fact and is never refused; the rules
//! are shared so that the bench, offline, and the office's page say the same.
//! Absent on purpose: money. What a customer gets back is the office's to decide, by somebody else.

mod code;
mod reason;

pub use reason::{Liable, ReturnReason, ReturnSource};

use crate::stock::Condition;
use code::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// 檢驗組別: which questions are asked of an item.
    InspectGroup default General {
        General = "general" "一般商品" "General",
        Apparel = "apparel" "服飾鞋包" "Apparel",
        Electronics = "electronics" "3C 家電" "Electronics",
        /// 個人衛生用品: once the seal is open it cannot be sold again (準則 §2 ⑥).
        Hygiene = "hygiene" "個人衛生用品" "Personal hygiene",
        Food = "food" "食品" "Food",
        /// 書籍影音: unsealed media are an exception of their own (準則 §2 ④).
        Media = "media" "書籍影音" "Books and media",
    }
}

coded! {
    /// What is looked at.
    Question {
        OuterBox = "outer_box" "外箱" "Outer box",
        Item = "item" "商品外觀" "The item itself",
        TagOrFilm = "tag_or_film" "吊牌/封膜" "Tag or film",
        Accessories = "accessories" "配件" "Accessories",
        Gifts = "gifts" "贈品" "Gifts",
        Manual = "manual" "說明書" "Manual",
        SignsOfUse = "signs_of_use" "使用痕跡" "Signs of use",
        HygieneSeal = "hygiene_seal" "衛生封條" "Hygiene seal",
        Function = "function" "功能" "Function",
    }
}

coded! {
    /// What was found.
    Finding {
        /// 完好
        Fine = "fine" "完好" "Fine",
        /// 有瑕疵: it can be seen, cleaned or replaced.
        Flawed = "flawed" "有瑕疵" "Flawed",
        /// 缺少, or so bad that nobody takes it.
        Bad = "bad" "缺少或損壞" "Missing or broken",
    }
}

coded! {
    /// 檢驗等級
    Grade {
        /// 全新未拆
        A = "a" "A 全新未拆" "A new, unopened",
        /// 已拆完好
        B = "b" "B 已拆完好" "B opened, fine",
        /// 外觀瑕疵、配件缺
        C = "c" "C 瑕疵或缺件" "C flawed or incomplete",
        /// 功能不良、污損
        D = "d" "D 不良或污損" "D defect or soiled",
        /// 非本店商品、空包、序號不符
        X = "x" "X 非原商品" "X not what we sent",
    }
}

coded! {
    /// 處置
    Disposition {
        Restock = "restock" "上架良品" "Restock",
        Repack = "repack" "重新包裝" "Repack",
        BGrade = "b_grade" "福利品" "B-grade",
        Repair = "repair" "待修" "Repair",
        Hold = "hold" "待判" "Hold",
        Supplier = "supplier" "廠退" "Back to supplier",
        Scrap = "scrap" "報廢" "Scrap",
        Customer = "customer" "退還客戶" "Back to customer",
    }
}

/// One answer of the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub question: Question,
    pub finding: Finding,
}

/// Answers of one inspection at most: every question once.
pub const ANSWERS_LIMIT: usize = Question::ALL.len();

/// The short tree: what is asked of an item of this group, in the order in which hands find it.
pub fn questions(group: InspectGroup) -> &'static [Question] {
    use Question::*;
    match group {
        InspectGroup::General => &[OuterBox, Item, Accessories, SignsOfUse],
        InspectGroup::Apparel => &[Item, TagOrFilm, SignsOfUse],
        InspectGroup::Electronics => &[OuterBox, Item, TagOrFilm, Accessories, Manual, Gifts, Function],
        InspectGroup::Hygiene => &[OuterBox, HygieneSeal, Item],
        InspectGroup::Food => &[OuterBox, Item, HygieneSeal],
        InspectGroup::Media => &[TagOrFilm, Item],
    }
}

/// What the scans themselves told of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Seen {
    /// Its serial number is not one that was shipped, or the item is none of the shipment's.
    pub not_ours: bool,
    /// Its last day of use is over.
    pub expired: bool,
    /// Its last day of use is nearer than the shop sells.
    pub short_dated: bool,
}

/// The grade that the answers suggest. Whoever is expired or short-dated is never A.
pub fn suggest(answers: &[Answer], seen: Seen) -> Grade {
    if seen.not_ours {
        return Grade::X;
    }
    let answered = answers.iter().map(|answer| grade_of(*answer)).max();
    let dated = match seen {
        Seen { expired: true, .. } => Grade::D,
        Seen {
            short_dated: true, ..
        } => Grade::B,
        Seen { .. } => Grade::A,
    };
    answered.unwrap_or(Grade::A).max(dated)
}

/// How bad one answer is by itself.
fn grade_of(answer: Answer) -> Grade {
    use Question::*;
    match (answer.question, answer.finding) {
        (_, Finding::Fine) => Grade::A,
        (OuterBox | TagOrFilm, Finding::Flawed | Finding::Bad) => Grade::B,
        (Manual | Gifts, Finding::Flawed) => Grade::B,
        (Manual | Gifts, Finding::Bad) => Grade::C,
        (Accessories, Finding::Flawed | Finding::Bad) => Grade::C,
        (Item | SignsOfUse | Function, Finding::Flawed) => Grade::C,
        (Item | SignsOfUse | Function, Finding::Bad) => Grade::D,
        // An open seal cannot be closed again.
        (HygieneSeal, Finding::Flawed | Finding::Bad) => Grade::D,
    }
}

/// Where a piece of this grade mostly goes.
pub fn disposition(grade: Grade, seen: Seen) -> Disposition {
    match grade {
        Grade::A => Disposition::Restock,
        Grade::B if seen.short_dated => Disposition::Hold,
        Grade::B => Disposition::Repack,
        Grade::C => Disposition::BGrade,
        Grade::D => Disposition::Supplier,
        Grade::X => Disposition::Hold,
    }
}

/// Where a piece of this grade may go: what is not as new is never offered as new.
pub fn dispositions(grade: Grade) -> &'static [Disposition] {
    use Disposition::*;
    match grade {
        Grade::A => &[Restock, Repack, BGrade, Hold, Supplier, Customer],
        Grade::B => &[Repack, Restock, BGrade, Hold, Supplier, Customer],
        Grade::C => &[BGrade, Repair, Supplier, Hold, Scrap, Customer],
        Grade::D => &[Supplier, Scrap, Repair, Hold, Customer],
        Grade::X => &[Hold, Customer],
    }
}

impl InspectGroup {
    pub fn is_general(&self) -> bool {
        *self == InspectGroup::General
    }
}

impl Grade {
    /// Whether a picture has to show why.
    pub fn wants_photo(self) -> bool {
        match self {
            Grade::A | Grade::B => false,
            Grade::C | Grade::D | Grade::X => true,
        }
    }
}

impl Disposition {
    /// The condition in which it stands in stock; `None` where it never does: thrown away, or kept for its customer.
    pub fn condition(self) -> Option<Condition> {
        match self {
            Disposition::Restock => Some(Condition::Good),
            Disposition::Repack => Some(Condition::PendingInspection),
            Disposition::BGrade => Some(Condition::BGrade),
            Disposition::Repair => Some(Condition::Blocked),
            Disposition::Hold => Some(Condition::Hold),
            Disposition::Supplier => Some(Condition::Defect),
            Disposition::Scrap | Disposition::Customer => None,
        }
    }

    /// Whether somebody else must confirm it with badge and PIN.
    pub fn wants_second(self) -> bool {
        self == Disposition::Scrap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answers: &[(Question, Finding)], seen: Seen, grade: Grade, first: Disposition) {
        let answers: Vec<Answer> = answers
            .iter()
            .map(|(question, finding)| Answer {
                question: *question,
                finding: *finding,
            })
            .collect();
        let suggested = suggest(&answers, seen);
        assert_eq!(
            (suggested, disposition(suggested, seen)),
            (grade, first),
            "{answers:?} {seen:?}"
        );
    }

    #[test]
    fn the_worst_answer_makes_the_grade() {
        use Finding::*;
        use Question::*;
        let seen = Seen::default();
        check(&[], seen, Grade::A, Disposition::Restock);
        check(
            &[(OuterBox, Fine), (Item, Fine)],
            seen,
            Grade::A,
            Disposition::Restock,
        );
        check(
            &[(OuterBox, Bad), (Item, Fine)],
            seen,
            Grade::B,
            Disposition::Repack,
        );
        check(
            &[(OuterBox, Flawed), (Accessories, Bad)],
            seen,
            Grade::C,
            Disposition::BGrade,
        );
        check(&[(HygieneSeal, Flawed)], seen, Grade::D, Disposition::Supplier);
        check(
            &[(Function, Bad), (OuterBox, Bad)],
            seen,
            Grade::D,
            Disposition::Supplier,
        );
    }

    #[test]
    fn what_is_not_ours_is_x_whatever_it_looks_like() {
        let seen = Seen {
            not_ours: true,
            ..Seen::default()
        };
        check(
            &[(Question::Item, Finding::Fine)],
            seen,
            Grade::X,
            Disposition::Hold,
        );
    }

    #[test]
    fn short_dated_is_never_a_and_expired_never_better_than_d() {
        let short = Seen {
            short_dated: true,
            ..Seen::default()
        };
        check(&[], short, Grade::B, Disposition::Hold);
        let expired = Seen {
            expired: true,
            short_dated: true,
            ..Seen::default()
        };
        check(&[], expired, Grade::D, Disposition::Supplier);
    }

    #[test]
    fn what_is_suggested_may_be_chosen_and_only_as_new_goes_back_as_new() {
        for grade in Grade::ALL {
            for short_dated in [false, true] {
                let seen = Seen {
                    short_dated,
                    ..Seen::default()
                };
                assert!(
                    dispositions(grade).contains(&disposition(grade, seen)),
                    "{grade:?}"
                );
            }
            let as_new = dispositions(grade).contains(&Disposition::Restock);
            assert_eq!(as_new, matches!(grade, Grade::A | Grade::B), "{grade:?}");
        }
    }

    #[test]
    fn every_group_asks_and_no_question_comes_twice() {
        for group in InspectGroup::ALL {
            let asked = questions(group);
            let mut once = asked.to_vec();
            once.dedup();
            assert!(!asked.is_empty() && once.len() == asked.len(), "{group:?}");
        }
    }
}
