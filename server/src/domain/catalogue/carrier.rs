//! Carriers, and which of them a platform's 物流別 means.

use super::{Invalid, Kept, optional, text};
use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::catalogue::{Carrier, LabelRule};
use shared::id::CarrierId;
use shared::row::RowKind;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarrierForm {
    pub id: Option<CarrierId>,
    pub code: String,
    pub name: String,
    /// 客代
    pub customer: String,
    pub label: LabelRule,
    /// What platforms write for this carrier, one a line; a part of the text is enough.
    pub aliases: String,
}

pub fn save_carrier(cx: &Cx<'_>, form: &CarrierForm) -> Result<Kept<CarrierId>, DbError> {
    let checked = (|| {
        Ok((
            text("code", &form.code, 20)?,
            text("name", &form.name, 40)?,
            optional("customer", &form.customer, 40)?,
        ))
    })();
    let (code, name, customer) = match checked {
        Ok(checked) => checked,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let known = cx.row("select id from carrier where code = ?1", params![&code])?;
    let known: Option<CarrierId> = known.map(|row| row.parse("id")).transpose()?;
    if known.is_some() && known != form.id {
        return Ok(Err(Invalid::Taken {
            field: "code",
            value: code,
        }));
    }
    let id = form.id.unwrap_or_else(|| cx.new_id());
    let rule = serde_json::to_string(&form.label).map_err(|error| DbError::Driver(error.to_string()))?;
    cx.exec(
        include_str!("sql/carrier_put.sql"),
        params![id, &code, &name, &customer, rule, form.aliases.trim()],
    )?;
    cx.touch(RowKind::Carrier, id.0);
    Ok(Ok(id))
}

/// All carriers with their office-side fields.
pub fn carriers(tx: &Tx<'_>) -> Result<Vec<(Carrier, CarrierForm)>, DbError> {
    tx.rows(include_str!("sql/carriers.sql"), params![])?
        .iter()
        .map(|row| {
            let carrier = crate::sync::feed::carrier(row)?;
            let form = CarrierForm {
                id: Some(carrier.id),
                code: carrier.code.clone(),
                name: carrier.name.clone(),
                customer: row.text("customer")?,
                label: carrier.label.clone(),
                aliases: row.text("aliases")?,
            };
            Ok((carrier, form))
        })
        .collect()
}

/// The carrier that `logistics` (物流別 as the platform writes it) means, else the one with `default_code`.
pub fn carrier_for(
    carriers: &[(Carrier, CarrierForm)],
    logistics: &str,
    default_code: &str,
) -> Option<CarrierId> {
    let named = carriers.iter().find(|(carrier, form)| {
        !logistics.is_empty()
            && (carrier.name == logistics
                || form
                    .aliases
                    .lines()
                    .map(str::trim)
                    .any(|alias| !alias.is_empty() && logistics.contains(alias)))
    });
    named
        .or_else(|| carriers.iter().find(|(carrier, _)| carrier.code == default_code))
        .map(|(carrier, _)| carrier.id)
}
