//! Carriers: list, form, and the pool of their own numbers.

use super::fields::Fields;
use super::setup::{Head, ListQuery, done, flag, listed, status};
use super::{Page, html, id};
use crate::db::DbError;
use crate::domain::catalogue::{self, CarrierForm};
use crate::domain::shipments::{self, POOL_BATCH};
use crate::http::{AppState, Failure, User};
use crate::office::parts::bytes_of;
use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use shared::catalogue::LabelRule;
use shared::id::CarrierId;

/// Longest label number, characters.
const NUMBER_LIMIT: usize = 64;
/// Bytes of a list of numbers: a full batch of the longest ones.
const LIST_BYTES: usize = POOL_BATCH * (NUMBER_LIMIT + 2);
/// Wrong numbers that are named in the message; all of them stay in the field.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "office/carriers/list.html")]
struct List {
    p: Page,
    head: Head,
    /// With the free numbers of the pool, and whether it is the shop's default.
    carriers: Vec<(CarrierForm, CarrierId, i64, bool)>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    listed(&state, user, ("setup", "carriers"), query, |rx, p, head| {
        let mut carriers = Vec::new();
        for (carrier, form) in catalogue::carriers(rx)? {
            let free = shipments::free_waybills(rx, carrier.id)?;
            let default = carrier.code == p.shop.default_carrier;
            carriers.push((form, carrier.id, free, default));
        }
        Ok(List { p, head, carriers })
    })
    .await
}

#[derive(Template)]
#[template(path = "office/carriers/form.html")]
struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    id: Option<CarrierId>,
    /// The pool's form, its free numbers, and what the last list brought.
    pool: Fields,
    free: i64,
    own: bool,
    added: Option<usize>,
}

fn filled(user: &User, form: &CarrierForm) -> Fields {
    let lengths: Vec<String> = form.label.lengths.iter().map(usize::to_string).collect();
    let pairs = [
        ("code", form.code.clone()),
        ("name", form.name.clone()),
        ("customer", form.customer.clone()),
        ("own", flag(form.label.own)),
        ("lengths", lengths.join(", ")),
        ("prefix", form.label.prefix.clone()),
        ("digits", flag(form.label.digits)),
        ("aliases", form.aliases.clone()),
    ];
    Fields::filled(user.lang(), "carrier", &pairs)
}

async fn find(state: &AppState, carrier: CarrierId) -> Result<CarrierForm, Failure> {
    let all = state.store.read(catalogue::carriers).await?;
    let found = all.into_iter().find(|(known, _)| known.id == carrier);
    found.map(|(_, form)| form).ok_or(Failure::NotFound)
}

async fn show(
    state: &AppState,
    user: User,
    carrier: Option<CarrierId>,
    fields: Fields,
    pool: Option<Fields>,
    query: &ListQuery,
) -> Result<Response, Failure> {
    let head = Head::new(user.lang(), "carriers", query);
    let pool = pool.unwrap_or_else(|| Fields::filled(user.lang(), "pool", &[]));
    let read = state.store.read(move |rx| -> Result<_, DbError> {
        let free = carrier.map_or(Ok(0), |carrier| shipments::free_waybills(rx, carrier))?;
        Ok((Page::new(rx, &user, "setup")?, free))
    });
    let (p, free) = read.await?;
    let status = status(fields.failed() || pool.failed());
    let added = pool.get("added").parse().ok();
    let page = FormPage {
        p,
        head,
        own: fields.on("own"),
        f: fields,
        id: carrier,
        pool,
        free,
        added,
    };
    Ok((status, html(&page)?).into_response())
}

pub async fn new(State(state): State<AppState>, user: User) -> Result<Response, Failure> {
    let fields = filled(&user, &CarrierForm::default());
    show(&state, user, None, fields, None, &ListQuery::default()).await
}

pub async fn edit(
    State(state): State<AppState>,
    user: User,
    Path(carrier): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Failure> {
    let carrier: CarrierId = id(&carrier)?;
    let fields = filled(&user, &find(&state, carrier).await?);
    show(&state, user, Some(carrier), fields, None, &query).await
}

fn read(fields: &mut Fields, carrier: Option<CarrierId>) -> CarrierForm {
    let mut lengths = Vec::new();
    let typed = fields.get("lengths").to_owned();
    for part in typed
        .split([',', '，', '、', ' '])
        .filter(|part| !part.is_empty())
    {
        let length = fields.whole_in("lengths", part, 1..=NUMBER_LIMIT as i64);
        lengths.push(usize::try_from(length).unwrap_or(1));
    }
    let prefix = fields.get("prefix").trim().to_owned();
    if prefix.chars().count() > NUMBER_LIMIT || prefix.chars().any(char::is_control) {
        fields.say("prefix", "invalid.control", &[]);
    }
    let aliases = fields.get("aliases").replace('\r', "");
    let length = aliases.chars().count();
    if length > 2_000 {
        let given = [("length", length.to_string()), ("limit", "2000".to_owned())];
        let given = given.each_ref().map(|(name, value)| (*name, value.as_str()));
        fields.say("aliases", "invalid.too_long", &given);
    }
    CarrierForm {
        id: carrier,
        code: fields.get("code").to_owned(),
        name: fields.get("name").to_owned(),
        customer: fields.get("customer").to_owned(),
        label: LabelRule {
            own: fields.on("own"),
            lengths,
            prefix,
            digits: fields.on("digits"),
        },
        aliases,
    }
}

async fn save(
    state: &AppState,
    user: User,
    carrier: Option<CarrierId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("carrier");
    let form = read(&mut fields, carrier);
    if !fields.failed() {
        if let Some(carrier) = carrier {
            find(state, carrier).await?;
        }
        let kept = state
            .store
            .write(user.by(), move |cx| catalogue::save_carrier(cx, &form));
        match kept.await? {
            Ok(_) => return Ok(done("/office/carriers", "saved")),
            Err(invalid) => fields.refuse(&invalid),
        }
    }
    show(state, user, carrier, fields, None, &ListQuery::default()).await
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    save(&state, user, None, fields).await
}

pub async fn change(
    State(state): State<AppState>,
    user: User,
    Path(carrier): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    save(&state, user, Some(id(&carrier)?), fields).await
}

/// The numbers of a pasted or uploaded list: the first column of each line.
fn numbers(text: &str) -> Vec<String> {
    text.trim_start_matches('\u{feff}')
        .lines()
        .filter_map(|line| {
            line.split([',', ';', '\t', ' '])
                .map(str::trim)
                .find(|cell| !cell.is_empty())
        })
        .map(|cell| cell.trim_matches('"').to_owned())
        .collect()
}

/// What was pasted, and after it what was uploaded; a key names what is wrong with the file.
async fn list_of(mut form: Multipart) -> Result<(String, Option<&'static str>), Failure> {
    let bad = |_| Failure::Bad("a list of numbers that cannot be read");
    let mut text = String::new();
    let mut wrong = None;
    while let Some(mut field) = form.next_field().await.map_err(bad)? {
        let (bytes, all) = bytes_of(&mut field, LIST_BYTES).await?;
        // What was pasted stays, whatever is wrong with the file.
        if all > LIST_BYTES as u64 {
            wrong = Some("invalid.list_long");
        }
        match std::str::from_utf8(&bytes) {
            Ok(part) if !part.contains('\0') => {
                text.push_str(part.trim_start_matches('\u{feff}'));
                text.push('\n');
            }
            _ => wrong = Some("invalid.list_binary"),
        }
    }
    Ok((text, wrong))
}

/// Adds numbers to the pool. Good ones go in, wrong ones stay in the field and are named.
pub async fn waybills(
    State(state): State<AppState>,
    user: User,
    Path(carrier): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let carrier: CarrierId = id(&carrier)?;
    let known = find(&state, carrier).await?;
    let fields = filled(&user, &known);
    let mut pool;
    let limit = POOL_BATCH.to_string();
    match list_of(form).await? {
        (text, Some(key)) => {
            let typed = vec![("numbers".to_owned(), numbers(&text).join("\n"))];
            pool = Fields::typed(user.lang(), "pool", typed);
            pool.say("numbers", key, &[("limit", &limit)]);
        }
        (text, None) => {
            let list = numbers(&text);
            let typed = vec![("numbers".to_owned(), list.join("\n"))];
            pool = Fields::typed(user.lang(), "pool", typed);
            match list.len() {
                0 => pool.say("numbers", "invalid.empty", &[]),
                count if count > POOL_BATCH => pool.say("numbers", "invalid.list_long", &[("limit", &limit)]),
                _ => {
                    let add = state.store.write(user.by(), move |cx| {
                        shipments::add_waybills(cx, carrier, &known.label, &list)
                    });
                    let (added, wrong) = add.await?;
                    if wrong.is_empty() {
                        let what = if added == 0 { "not_new" } else { "waybills" };
                        return Ok(done(&format!("/office/carriers/{carrier}"), what));
                    }
                    let typed = [("numbers", wrong.join("\n")), ("added", added.to_string())];
                    pool = Fields::filled(user.lang(), "pool", &typed);
                    let named = wrong[..wrong.len().min(NAMED)].join("、");
                    let count = wrong.len().to_string();
                    pool.say(
                        "numbers",
                        "invalid.waybills",
                        &[("count", &count), ("value", &named)],
                    );
                }
            }
        }
    }
    show(
        &state,
        user,
        Some(carrier),
        fields,
        Some(pool),
        &ListQuery::default(),
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_list_of_numbers_is_its_first_column() {
        let text = "\u{feff}620000000001\r\n\"620000000002\",x\n\n  620000000003\ty";
        assert_eq!(numbers(text), ["620000000001", "620000000002", "620000000003"]);
    }
}
