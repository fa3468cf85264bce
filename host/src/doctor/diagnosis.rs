//! From what an inspection found to what a person has to know, in the order in which it can be mended:
//! service, readers, cards, and then this program.

use std::time::SystemTime;

use super::{CardSeen, CertificateSeen, Finding, Os, Pin, Surroundings, log_folder, usb};
use crate::{
    card::{OtherTries, Tries},
    certificate::{Validity, today},
    error::ErrorCode,
    inspection::{CardFinding, Findings, ReaderFinding},
};

/// Everything that is to be said of what an inspection found in these surroundings.
pub fn diagnose(found: &Findings, surroundings: &Surroundings) -> Vec<Finding> {
    let now = (surroundings.now)();
    let mut findings = match found {
        Findings::ServiceStopped => vec![Finding::ServiceStopped(surroundings.os)],
        Findings::Readers(readers) => {
            let mut findings = vec![Finding::ServiceRunning];
            findings.extend(of_readers(readers, surroundings));
            findings.extend(of_cards(readers, now));
            beside_a_card(findings)
        }
    };
    findings.extend(of_program(surroundings, now));
    findings
}

/// The same where nothing was found in time.
pub fn diagnose_silence(surroundings: &Surroundings) -> Vec<Finding> {
    let mut findings = vec![Finding::Silent];
    findings.extend(of_program(surroundings, (surroundings.now)()));
    findings
}

fn of_readers(readers: &[ReaderFinding], surroundings: &Surroundings) -> Vec<Finding> {
    let real = || readers.iter().filter(|reader| !reader.is_virtual);
    let known: Vec<&str> = real().map(|reader| reader.name.as_str()).collect();
    let devices = surroundings.usb_devices.as_deref();
    let on_usb = devices.map(usb::readers).unwrap_or_default();
    let without_driver = usb::unknown(on_usb, &known);
    let mut findings = Vec::new();
    if known.is_empty() && without_driver.is_empty() {
        findings.push(Finding::NoReader);
    }
    findings.extend(without_driver.into_iter().map(Finding::ReaderWithoutDriver));
    findings.extend(readers.iter().map(|reader| match reader.is_virtual {
        true => Finding::VirtualReader(reader.name.clone()),
        false => Finding::Reader(reader.name.clone()),
    }));
    findings
}

fn of_cards(readers: &[ReaderFinding], now: SystemTime) -> Vec<Finding> {
    let cards: Vec<(&str, &CardFinding)> = readers
        .iter()
        .filter_map(|reader| Some((reader.name.as_str(), reader.card.as_ref()?)))
        .collect();
    if cards.is_empty() && readers.iter().any(|reader| !reader.is_virtual) {
        return vec![Finding::NoCard];
    }
    let is_my_number = |card: &CardFinding| matches!(card, CardFinding::MyNumber { .. });
    let usable = cards.iter().filter(|(_, card)| is_my_number(card)).count();
    let mut findings = Vec::new();
    if usable > 1 {
        findings.push(Finding::SeveralCards);
    }
    for (reader, card) in cards {
        let seen = match card {
            CardFinding::MyNumber { .. } => CardSeen::MyNumber,
            CardFinding::Foreign if usable > 0 => CardSeen::ForeignBeside,
            CardFinding::Foreign => CardSeen::Foreign,
            CardFinding::InUse => CardSeen::InUse,
            CardFinding::Unresponsive => CardSeen::Unresponsive,
            CardFinding::Lost => CardSeen::Lost,
            // Only while watching.
            CardFinding::Reading => continue,
        };
        findings.push(Finding::Card(reader.to_owned(), seen));
        if let CardFinding::MyNumber {
            tries,
            certificate,
            others,
        } = card
        {
            findings.push(Finding::Certificate(of_certificate(*certificate, now)));
            findings.extend(of_pins(*tries, *others));
        }
    }
    findings
}

/// A login goes on with the one My Number card, whatever is on the other readers.
fn beside_a_card(findings: Vec<Finding>) -> Vec<Finding> {
    let cards = findings
        .iter()
        .filter(|finding| matches!(finding, Finding::Card(_, CardSeen::MyNumber)))
        .count();
    if cards != 1 {
        return findings;
    }
    let hinders_nothing = |finding: &Finding| {
        matches!(
            finding,
            Finding::ReaderWithoutDriver(_)
                | Finding::Card(_, CardSeen::InUse | CardSeen::Unresponsive | CardSeen::Lost)
        )
    };
    findings
        .into_iter()
        .map(|finding| match hinders_nothing(&finding) {
            true => Finding::Beside(Box::new(finding)),
            false => finding,
        })
        .collect()
}

fn of_certificate(certificate: Result<Validity, ErrorCode>, now: SystemTime) -> CertificateSeen {
    let validity = match certificate {
        Ok(validity) => validity,
        Err(code) => return CertificateSeen::Unusable(code),
    };
    if let Err(unusable) = validity.check(now) {
        return match unusable.dates {
            Some(dates) => CertificateSeen::OutOfDate(unusable.code, dates),
            None => CertificateSeen::Unusable(unusable.code),
        };
    }
    let days = validity.days_left(now);
    if validity.is_renewable(now) {
        CertificateSeen::EndsSoon(validity, days)
    } else {
        CertificateSeen::Valid(validity, days)
    }
}

fn of_pins(tries: Tries, others: Option<OtherTries>) -> [Finding; 4] {
    let of = |pick: fn(OtherTries) -> Option<Tries>| others.and_then(pick);
    [
        Finding::Pin(Pin::UserAuthentication, Some(tries)),
        Finding::Pin(Pin::Signature, of(|others| others.signature)),
        Finding::Pin(Pin::TextInput, of(|others| others.text_input)),
        Finding::Pin(Pin::Resident, of(|others| others.resident)),
    ]
}

fn of_program(surroundings: &Surroundings, now: SystemTime) -> [Finding; 3] {
    let Surroundings {
        os,
        log_folder,
        home,
        ..
    } = surroundings;
    let os: Os = *os;
    [
        Finding::Host,
        Finding::System(os, today(now)),
        log_folder::examine(log_folder.as_deref(), home.as_deref()),
    ]
}
