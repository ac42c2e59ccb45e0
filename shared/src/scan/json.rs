//! A scan as JSON, for `beeline-server scan RAW` and for support.
//!
//! Invariant: field names are stable; what a scan does not have is left out.
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Kind, Options, Scan, associations, parse};

impl Serialize for Scan {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            value.map(|value| map.insert(key.to_owned(), value));
        };
        let (kind, form) = match &self.kind {
            Kind::Plain => ("plain", None),
            Kind::Gtin(_) => ("gtin", None),
            Kind::Gs1(gs1) => ("gs1", Some(gs1.form.name())),
        };
        put("raw", Some(json!(self.raw)));
        put("text", Some(json!(self.text)));
        put("symbology", self.symbology.map(|s| json!(s)));
        put("kind", Some(json!(kind)));
        put("form", form.map(|f| json!(f)));
        put("gtin", self.gtin().map(|g| json!(g)));
        put("content_gtin", self.content_gtin().map(|g| json!(g)));
        put("sscc", self.sscc().map(|s| json!(s)));
        put("lot", self.lot().map(|s| json!(s)));
        put("serial", self.serial().map(|s| json!(s)));
        put("expiry", self.expiry().map(|d| json!(d.to_string())));
        put("count", self.count().map(|c| json!(c)));
        put("keys", Some(json!(self.keys())));
        if let Kind::Gs1(gs1) = &self.kind {
            put("elements", Some(json!(gs1.elements)));
            put("problems", Some(json!(associations(&gs1.elements))));
        }
        Value::Object(map).serialize(to)
    }
}

/// The scan, or `{"raw", "error"}`, as JSON: what `beeline-server scan RAW` prints.
pub fn scan_json(raw: &str, options: &Options) -> Value {
    match parse(raw, options) {
        Ok(scan) => json!(scan),
        Err(error) => json!({ "raw": error.raw, "error": error }),
    }
}
