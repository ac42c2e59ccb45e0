//! Values and rows, decoded by column name.

use super::DbError;
use std::str::FromStr;
use std::sync::Arc;

/// The four types that SQLite and PostgreSQL both mean the same way here: integers, booleans (0/1), money and
/// times are all 64-bit integers.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

macro_rules! from {
    ($($type:ty => |$value:ident| $to:expr),+ $(,)?) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Value {
                $to
            }
        }
    )+};
}

from! {
    i64 => |value| Value::Int(value),
    i32 => |value| Value::Int(i64::from(value)),
    u16 => |value| Value::Int(i64::from(value)),
    usize => |value| Value::Int(i64::try_from(value).unwrap_or(i64::MAX)),
    bool => |value| Value::Int(i64::from(value)),
    &str => |value| Value::Text(value.to_owned()),
    &String => |value| Value::Text(value.clone()),
    String => |value| Value::Text(value),
    Vec<u8> => |value| Value::Blob(value),
    &[u8] => |value| Value::Blob(value.to_vec()),
    [u8; 32] => |value| Value::Blob(value.to_vec()),
    uuid::Uuid => |value| Value::Text(value.simple().to_string()),
    shared::stock::Place => |value| Value::Text(value.to_string()),
    shared::stock::Condition => |value| Value::Text(value.code().to_owned()),
}

macro_rules! from_ids {
    ($($name:ident),+ $(,)?) => {$(
        impl From<shared::id::$name> for Value {
            fn from(value: shared::id::$name) -> Value {
                Value::Text(value.hex())
            }
        }
    )+};
}

from_ids! {
    FactId, GroupId, DeviceId, StaffId, ItemId, BinId, CarrierId, ListId, LineId, ShipmentId, ShipmentLineId,
    ParcelId, ManifestId, OrderId, OrderLineId, WaveId, DiscrepancyId, SupplierId, PurchaseId, PurchaseLineId,
    DeliveryId, DeliveryLineId, SessionId, CountPlanId, CountTaskId, VisitId, ReplenishmentId, ReturnId,
    PlateId,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) names: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    fn get(&self, name: &str) -> Result<&Value, DbError> {
        let at = self.names.iter().position(|column| column == name);
        at.map(|at| &self.values[at])
            .ok_or_else(|| DbError::Column(name.to_owned()))
    }

    pub fn int(&self, name: &str) -> Result<i64, DbError> {
        self.opt_int(name)?
            .ok_or_else(|| DbError::Column(name.to_owned()))
    }

    pub fn opt_int(&self, name: &str) -> Result<Option<i64>, DbError> {
        match self.get(name)? {
            Value::Int(value) => Ok(Some(*value)),
            Value::Null => Ok(None),
            Value::Text(_) | Value::Blob(_) => Err(DbError::Column(name.to_owned())),
        }
    }

    pub fn flag(&self, name: &str) -> Result<bool, DbError> {
        Ok(self.int(name)? != 0)
    }

    pub fn text(&self, name: &str) -> Result<String, DbError> {
        self.opt_text(name)?
            .ok_or_else(|| DbError::Column(name.to_owned()))
    }

    pub fn opt_text(&self, name: &str) -> Result<Option<String>, DbError> {
        match self.get(name)? {
            Value::Text(value) => Ok(Some(value.clone())),
            Value::Null => Ok(None),
            Value::Int(_) | Value::Blob(_) => Err(DbError::Column(name.to_owned())),
        }
    }

    pub fn blob(&self, name: &str) -> Result<Vec<u8>, DbError> {
        match self.get(name)? {
            Value::Blob(value) => Ok(value.clone()),
            Value::Null | Value::Int(_) | Value::Text(_) => Err(DbError::Column(name.to_owned())),
        }
    }

    /// A text column as an id, a place, a condition: whatever reads itself from text.
    pub fn parse<T: FromStr>(&self, name: &str) -> Result<T, DbError> {
        let text = self.text(name)?;
        text.parse()
            .map_err(|_| DbError::Decode(text, std::any::type_name::<T>()))
    }

    pub fn opt_parse<T: FromStr>(&self, name: &str) -> Result<Option<T>, DbError> {
        match self.opt_text(name)? {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| DbError::Decode(text, std::any::type_name::<T>())),
        }
    }

    /// A closed enum by its stable code.
    pub fn code<T>(&self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, DbError> {
        let text = self.text(name)?;
        parse(&text).ok_or_else(|| DbError::Decode(text, std::any::type_name::<T>()))
    }
}
