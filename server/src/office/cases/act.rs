//! What is done about a case, each a form of its page.

use super::detail::{Look, page};
use super::said;
use crate::db::{Cx, DbError};
use crate::domain::attachments::FILE_BYTES;
use crate::domain::cases::{self, ServiceForm, ServiceKind, Step};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::files;
use crate::office::parts::Upload;
use crate::office::setup::status;
use crate::office::{html, id, texts};
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

/// Does a step; its no is shown on the case's page with what was typed.
async fn step(
    state: AppState,
    user: User,
    wanted: String,
    mut fields: Fields,
    done: &'static str,
    verb: impl FnOnce(&Cx<'_>, Uuid, &mut Fields) -> Result<Step, DbError> + Send + 'static,
) -> Result<Response, Failure> {
    let case: Uuid = id(&wanted)?;
    let now = state.store.clock().now_ms();
    let shown = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
        let step = verb(cx, case, &mut fields)?;
        let error = match step {
            Step::Done => return Ok(Ok(())),
            Step::NotFound => return Ok(Err(None)),
            Step::Closed => texts::text(user.lang(), "case.is_closed").to_owned(),
            Step::Wrong(invalid) => {
                fields.refuse(&invalid);
                fields.error(invalid.field())
            }
        };
        let page = page(cx, &user, case, &Look::default(), Some(fields), now)?;
        Ok(Err(page.map(|page| page.refusing(error))))
    });
    match shown.await? {
        Ok(()) => Ok(said(case, done)),
        Err(None) => Err(Failure::NotFound),
        Err(Some(page)) => Ok((status(true), html(&page)?).into_response()),
    }
}

pub async fn reply(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("case");
    step(state, user, wanted, fields, "case_replied", |cx, case, fields| {
        cases::reply(cx, case, fields.get("body"))
    })
    .await
}

/// A note for the house, or what the customer said again.
pub async fn note(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("case");
    step(state, user, wanted, fields, "case_noted", |cx, case, fields| {
        cases::note(cx, case, fields.get("body"), fields.on("asked"))
    })
    .await
}

pub async fn hand_over(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("case");
    step(
        state,
        user,
        wanted,
        fields,
        "case_handed",
        |cx, case, fields| match fields.text("holder").parse() {
            Ok(holder) => cases::hand_over(cx, case, holder, fields.get("why")),
            Err(_) => Ok(Step::NotFound),
        },
    )
    .await
}

fn service(fields: &mut Fields) -> ServiceForm {
    ServiceForm {
        kind: ServiceKind::parse(fields.get("service")),
        serial: fields.text("serial"),
        work: fields.text("work"),
        cost: fields.money("cost"),
        way_out: fields.text("way_out"),
        way_back: fields.text("way_back"),
        done_on: fields.day("done_on"),
        satisfaction: match fields.text("satisfaction").as_str() {
            "" => None,
            stars => Some(fields.whole_in("satisfaction", stars, 1..=5)),
        },
    }
}

pub async fn serve(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("case");
    step(state, user, wanted, fields, "case_served", |cx, case, fields| {
        let form = service(fields);
        match ["cost", "done_on", "satisfaction"]
            .into_iter()
            .find(|name| fields.wrong(name))
        {
            // Said already, in the words of the field.
            Some(field) => Ok(Step::Wrong(crate::domain::catalogue::Invalid::Unknown {
                field,
                value: fields.text(field),
            })),
            None => cases::serve(cx, case, &form),
        }
    })
    .await
}

pub async fn close(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    step(state, user, wanted, fields, "case_closed", |cx, case, _| {
        cases::close(cx, case)
    })
    .await
}

pub async fn reopen(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    step(state, user, wanted, fields, "case_reopened", |cx, case, _| {
        cases::reopen(cx, case)
    })
    .await
}

/// A common answer answers in one press.
pub async fn faq_use(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let fields = fields.of("case");
    step(
        state,
        user,
        wanted,
        fields,
        "case_replied",
        |cx, case, fields| match fields.text("faq").parse() {
            Ok(faq) => cases::faq_use(cx, case, faq),
            Err(_) => Ok(Step::NotFound),
        },
    )
    .await
}

pub async fn attach(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let case: Uuid = id(&wanted)?;
    let upload = Upload::read(form, FILE_BYTES).await?;
    let keep = move |cx: &Cx<'_>, name: &str, bytes: &[u8]| cases::attach(cx, case, name, bytes);
    let Err(error) = files::keep(&state, &user, upload, keep).await? else {
        return Ok(said(case, "file_kept"));
    };
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| page(rx, &user, case, &Look::default(), None, now))
        .await?;
    let page = page.ok_or(Failure::NotFound)?.refusing(error);
    Ok((status(true), html(&page)?).into_response())
}

/// A file, shown back as what its bytes are and as nothing else.
pub async fn file(State(state): State<AppState>, Path(file): Path<String>) -> Result<Response, Failure> {
    let file: Uuid = id(&file)?;
    files::answer(state.store.read(move |rx| cases::file(rx, file)).await?)
}
