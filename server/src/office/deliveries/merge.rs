//! "This is DN…": a blind delivery is said to be an expected one, or that is taken back.

use super::detail::{refused, said};
use crate::domain::payables::{self, Bound};
use crate::domain::receiving::{self, Merge, Unmerge};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::{id, texts};
use axum::extract::{Path, State};
use axum::response::Response;
use shared::id::DeliveryId;
use shared::lang::Lang;

fn bound(lang: Lang, bound: &Bound) -> String {
    let (key, number) = match bound {
        Bound::Voucher(number) => ("merge.voucher", number),
        Bound::Requested(number) => ("merge.requested", number),
    };
    texts::text(lang, key).replace("{number}", number)
}

pub async fn merge(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let blind: DeliveryId = id(&delivery)?;
    let expected: DeliveryId = id(fields.get("expected"))?;
    let lang = user.lang();
    let done = state
        .store
        .write(user.by(), move |cx| payables::merge_delivery(cx, blind, expected))
        .await?;
    let error = match done {
        Ok(Merge::Done) => return Ok(said(expected, "merged")),
        Ok(Merge::NotFound) => return Err(Failure::NotFound),
        Ok(Merge::NotBlind) => texts::text(lang, "merge.not_blind").to_owned(),
        Ok(Merge::NotOpen) => texts::text(lang, "merge.not_open").to_owned(),
        Err(why) => bound(lang, &why),
    };
    refused(&state, user, blind, &error).await
}

pub async fn unmerge(
    State(state): State<AppState>,
    user: User,
    Path(delivery): Path<String>,
) -> Result<Response, Failure> {
    let blind: DeliveryId = id(&delivery)?;
    let lang = user.lang();
    let view = state.store.read(move |rx| receiving::delivery(rx, blind)).await?;
    let expected = view.ok_or(Failure::NotFound)?.merged.unwrap_or(blind);
    let done = state
        .store
        .write(user.by(), move |cx| {
            payables::unmerge_delivery(cx, blind, expected)
        })
        .await?;
    let error = match done {
        Ok(Unmerge::Done) => return Ok(said(blind, "unmerged")),
        Ok(Unmerge::NotMerged) => texts::text(lang, "merge.not_merged").to_owned(),
        Ok(Unmerge::Answered) => texts::text(lang, "merge.answered").to_owned(),
        Ok(Unmerge::FollowedUp) => texts::text(lang, "merge.followed_up").to_owned(),
        Err(why) => bound(lang, &why),
    };
    refused(&state, user, blind, &error).await
}
