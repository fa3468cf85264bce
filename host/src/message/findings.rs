//! How an inspection's findings are written (PROTOCOL.md, "inspect").
//! It must not know how they were found.

use serde::Serialize;

use crate::{
    certificate::Validity,
    inspection::{CardFinding, Findings, ReaderFinding},
};

/// The fields that `inspect` and `watch` answer with.
#[derive(Serialize)]
pub(super) struct Standing<'a> {
    service: &'static str,
    readers: Vec<Reader<'a>>,
}

impl<'a> Standing<'a> {
    pub(super) fn of(findings: &'a Findings) -> Self {
        match findings {
            Findings::ServiceStopped => Self {
                service: "stopped",
                readers: Vec::new(),
            },
            Findings::Readers(readers) => Self {
                service: "running",
                readers: readers.iter().map(Reader::of).collect(),
            },
        }
    }
}

#[derive(Serialize)]
struct Reader<'a> {
    name: &'a str,
    r#virtual: bool,
    card: Option<Card>,
}

impl<'a> Reader<'a> {
    fn of(finding: &'a ReaderFinding) -> Self {
        Self {
            name: &finding.name,
            r#virtual: finding.is_virtual,
            card: finding.card.as_ref().and_then(Card::of),
        }
    }
}

#[derive(Serialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
enum Card {
    MyNumber {
        tries_left: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        certificate: Option<Certificate>,
        #[serde(skip_serializing_if = "Option::is_none")]
        certificate_problem: Option<&'static str>,
    },
    Foreign,
    InUse,
    Unresponsive,
    Reading,
}

impl Card {
    /// A card that has gone is none.
    fn of(finding: &CardFinding) -> Option<Self> {
        Some(match finding {
            CardFinding::MyNumber {
                tries, certificate, ..
            } => Self::MyNumber {
                tries_left: tries.0,
                certificate: certificate.as_ref().ok().map(Certificate::of),
                certificate_problem: certificate.err().map(|code| code.name()),
            },
            CardFinding::Foreign => Self::Foreign,
            CardFinding::InUse => Self::InUse,
            CardFinding::Unresponsive => Self::Unresponsive,
            CardFinding::Reading => Self::Reading,
            CardFinding::Lost => return None,
        })
    }
}

/// A validity in RFC 3339, as the type that holds it writes itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Certificate {
    not_before: String,
    not_after: String,
}

impl Certificate {
    fn of(validity: &Validity) -> Self {
        Self {
            not_before: validity.not_before.to_string(),
            not_after: validity.not_after.to_string(),
        }
    }
}
