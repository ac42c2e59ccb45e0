//! 常見問題: an answer that was written once and fits again. Using it answers the case in one press.
//! Invariant: a common answer never holds what the masking finds in a customer's text.

use super::answer::{Step, answered};
use super::open::many_lines;
use super::{Category, masked};
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{Invalid, Kept};
use crate::params;
use uuid::Uuid;

/// Common answers of a shop at most.
const LIMIT: i64 = 1_000;

#[derive(Clone, Debug)]
pub struct FaqForm {
    pub category: Category,
    pub question: String,
    pub answer: String,
    pub from_case: Option<Uuid>,
}

#[derive(Clone, Debug)]
pub struct Faq {
    pub id: Uuid,
    pub category: Category,
    pub question: String,
    pub answer: String,
    pub uses: i64,
    pub active: bool,
}

fn faq(row: &Row) -> Result<Faq, DbError> {
    Ok(Faq {
        id: row.parse("id")?,
        category: row.code("category", Category::parse)?,
        question: row.text("question")?,
        answer: row.text("answer")?,
        uses: row.int("uses")?,
        active: row.flag("active")?,
    })
}

/// A new one, or the same put otherwise.
pub fn faq_save(cx: &Cx<'_>, id: Option<Uuid>, form: &FaqForm) -> Result<Kept<Uuid>, DbError> {
    let texts = many_lines("faq_question", &masked(&form.question))
        .and_then(|question| Ok((question, many_lines("faq_answer", &masked(&form.answer))?)));
    let (question, answer) = match texts {
        Ok(texts) => texts,
        Err(invalid) => return Ok(Err(invalid)),
    };
    match id {
        Some(id) => {
            cx.exec(
                "update faq set category = ?2, question = ?3, answer = ?4, active = 1 where id = ?1",
                params![id, form.category.code(), &question, &answer],
            )?;
            Ok(Ok(id))
        }
        None => {
            if cx.number("select count(*) as n from faq where active = 1", params![])? >= LIMIT {
                return Ok(Err(Invalid::TooLong {
                    field: "faq_question",
                    length: usize::try_from(LIMIT).unwrap_or(usize::MAX) + 1,
                    limit: usize::try_from(LIMIT).unwrap_or(usize::MAX),
                }));
            }
            let id: Uuid = cx.new_id();
            cx.exec(
                include_str!("sql/faq_put.sql"),
                params![
                    id,
                    form.category.code(),
                    &question,
                    &answer,
                    form.from_case,
                    cx.now,
                    cx.staff()
                ],
            )?;
            Ok(Ok(id))
        }
    }
}

/// Not offered any more; cases that used it keep it.
pub fn faq_retire(cx: &Cx<'_>, id: Uuid) -> Result<bool, DbError> {
    Ok(cx.exec("update faq set active = 0 where id = ?1", params![id])? > 0)
}

pub fn faq_get(tx: &Tx<'_>, id: Uuid) -> Result<Option<Faq>, DbError> {
    tx.row(
        "select id, category, question, answer, uses, active from faq where id = ?1",
        params![id],
    )?
    .map(|row| faq(&row))
    .transpose()
}

/// Those whose words contain `query` (empty: all) and, where asked for, of a category; the most used first.
pub fn faq_list(
    tx: &Tx<'_>,
    query: &str,
    category: Option<Category>,
    limit: i64,
) -> Result<Vec<Faq>, DbError> {
    let category = category.map_or("", Category::code);
    tx.rows(
        include_str!("sql/faq_list.sql"),
        params![query.trim().to_lowercase(), category, limit],
    )?
    .iter()
    .map(faq)
    .collect()
}

/// Answers a case with it.
pub fn faq_use(cx: &Cx<'_>, case: Uuid, id: Uuid) -> Result<Step, DbError> {
    let Some(faq) = faq_get(cx, id)?.filter(|faq| faq.active) else {
        return Ok(Step::NotFound);
    };
    let step = answered(cx, case, &faq.answer, Some(id))?;
    if step == Step::Done {
        cx.exec("update faq set uses = uses + 1 where id = ?1", params![id])?;
    }
    Ok(step)
}
