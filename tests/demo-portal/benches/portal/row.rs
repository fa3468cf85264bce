//! One figure for the table.

use std::io::{self, Write as _};

use serde::Serialize;

/// A figure, and where there is one the limit that was measured in the same run.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    part: &'static str,
    what: String,
    value: f64,
    unit: &'static str,
    limit: Option<f64>,
    ratio: Option<f64>,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            part: "portal",
            what: what.into(),
            value,
            unit,
            limit: None,
            ratio: None,
        }
    }

    /// The limit, in the same unit.
    pub(crate) fn against(self, limit: f64) -> Self {
        Self {
            limit: Some(limit),
            ratio: Some(self.value / limit),
            ..self
        }
    }

    pub(crate) fn print(&self) {
        let line = serde_json::to_string(self).unwrap();
        let mut output = io::stdout().lock();
        writeln!(output, "{line}").unwrap();
    }
}
