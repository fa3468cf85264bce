//! A JSON object whose fields are asked for by name: none is ignored, none may stand twice.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, error::Category};

use crate::error::ErrorCode;

/// The fields of one message, in the order in which they came.
#[derive(Debug)]
pub(super) struct Object(Vec<(String, Value)>);

impl Object {
    /// Parses a text that is exactly one object.
    pub(super) fn parse(text: &str) -> Result<Self, ErrorCode> {
        serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => ErrorCode::MessageMalformed,
            Category::Io | Category::Syntax | Category::Eof => ErrorCode::MessageNotJson,
        })
    }

    /// A field that has to be a string.
    pub(super) fn text(&self, name: &str) -> Result<&str, ErrorCode> {
        self.only_one(name)?
            .as_str()
            .ok_or(ErrorCode::MessageMalformed)
    }

    /// A field that has to be a whole number, zero or more.
    pub(super) fn integer(&self, name: &str) -> Result<u64, ErrorCode> {
        self.only_one(name)?
            .as_u64()
            .ok_or(ErrorCode::MessageMalformed)
    }

    /// Refuses every field but these.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), ErrorCode> {
        match self
            .0
            .iter()
            .all(|(name, _)| known.contains(&name.as_str()))
        {
            true => Ok(()),
            false => Err(ErrorCode::FieldUnknown),
        }
    }

    fn only_one(&self, wanted: &str) -> Result<&Value, ErrorCode> {
        let mut found = self.0.iter().filter(|(name, _)| name == wanted);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Ok(value),
            _ => Err(ErrorCode::MessageMalformed),
        }
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Object(fields))
    }
}
