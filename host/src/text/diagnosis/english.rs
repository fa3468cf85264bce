//! What the doctor says, in English.

use super::{Told, so, then};
use crate::{
    card::Tries,
    doctor::{CardSeen, CertificateSeen, Finding, Os, Pin},
    error::ErrorCode,
    text::{Lang, outcome},
};

pub(super) fn told(finding: &Finding) -> Told {
    match finding {
        Finding::ServiceRunning => so("The smart card service is running."),
        Finding::ServiceStopped(os) => then(
            "The smart card service is not running.",
            match os {
                Os::Linux => {
                    "Run “sudo systemctl enable --now pcscd.socket” in a terminal. If there is no such unit, install pcscd (pcsc-lite)."
                }
                Os::Windows => {
                    "Start “Smart Card” in the Services window, or restart the computer."
                }
                Os::MacOs => "Restart the computer.",
            },
        ),
        Finding::Silent => then(
            "The smart card service, a reader or a card does not answer.",
            "Take the card away, unplug the reader and plug it in again, then check once more. If that does not help, restart the computer.",
        ),
        Finding::Reader(name) => so(format!("The card reader “{name}” works, driver and all.")),
        Finding::VirtualReader(name) => so(format!(
            "“{name}” is a virtual reader, a part of this computer: no My Number card can be placed on it."
        )),
        Finding::ReaderWithoutDriver(name) => then(
            format!(
                "The card reader “{name}” is plugged in, but the smart card service does not know it."
            ),
            "Install the reader’s driver (libccid, or its maker’s own), then unplug the reader and plug it in again. That also helps where it was plugged in before its driver was there.",
        ),
        Finding::NoReader => then(
            "No card reader was found.",
            "Plug its USB cable into this computer. If it is plugged in, try another port, install its maker’s driver, and plug it in again.",
        ),
        Finding::NoCard => then(
            "There is no card on the reader.",
            "Lay your My Number card on the middle of the reader, or push it all the way in, then check once more. If it is there already, turn it round, and keep it away from metal surfaces and phones.",
        ),
        Finding::Card(reader, seen) => card(reader, *seen),
        Finding::Beside(finding) => told(finding),
        Finding::SeveralCards => then(
            "There are several My Number cards.",
            "Leave only the one that you want to log in with.",
        ),
        Finding::Certificate(seen) => certificate(seen),
        Finding::Pin(which, tries) => pin(*which, *tries),
        Finding::Host => so(format!(
            "This program (mpa-host) is version {}.",
            env!("CARGO_PKG_VERSION")
        )),
        Finding::System(os, day) => so(format!(
            "The system is {}, and this computer’s date is {day}.",
            os.name()
        )),
        Finding::LogFolder(path) => so(format!("The log is in the folder {path}.")),
        Finding::LogFolderUnwritable(path) => then(
            format!("The log’s folder {path} cannot be written to."),
            "Check the folder’s owner and permissions, and the space on the disk. You cannot log in without it.",
        ),
        Finding::NoLogFolder => then(
            "This user’s folders are not known.",
            "Sign in to the computer again. A user without a home folder cannot log in.",
        ),
    }
}

fn card(reader: &str, seen: CardSeen) -> Told {
    match seen {
        CardSeen::MyNumber => so(format!("There is a My Number card on “{reader}”.")),
        CardSeen::Foreign => then(
            format!("The card on “{reader}” is not a My Number card."),
            "Take it away and place your My Number card.",
        ),
        CardSeen::ForeignBeside => then(
            format!("The card on “{reader}” is not a My Number card."),
            "It is not needed. Take it away, so that nobody is confused.",
        ),
        CardSeen::InUse => then(
            format!("A login or another program is using the card on “{reader}”."),
            "Finish the login that is under way, or close the program that is using the card, then check once more.",
        ),
        CardSeen::Unresponsive => then(
            format!("The card on “{reader}” cannot be read."),
            "Check which way up it is and that its contacts are clean, and place it again, away from metal surfaces and phones. Try another USB port too.",
        ),
        CardSeen::Lost => then(
            format!("The card on “{reader}” was gone before the check was over."),
            "Place it again on the middle of the reader, away from metal surfaces and phones, and leave it there until the check is over.",
        ),
    }
}

fn certificate(seen: &CertificateSeen) -> Told {
    match seen {
        CertificateSeen::Valid(validity, days) => so(format!(
            "The user authentication certificate is valid until {} ({}).",
            validity.last_day(),
            days_left(*days)
        )),
        CertificateSeen::EndsSoon(validity, days) => then(
            format!(
                "The user authentication certificate ends on {} ({}).",
                validity.last_day(),
                days_left(*days)
            ),
            "You can still log in. It can be renewed already: do so at your municipal office before that day. The card itself ends on another day.",
        ),
        CertificateSeen::OutOfDate(ErrorCode::CertificateNotYetValid, dates) => then(
            format!(
                "The user authentication certificate is valid from {}, and this computer’s date is {}.",
                dates.certificate, dates.computer
            ),
            "Check that this computer’s date is right. If it is, try again once the certificate is valid.",
        ),
        CertificateSeen::OutOfDate(_, dates) => then(
            format!(
                "The user authentication certificate ended on {}, and this computer’s date is {}.",
                dates.certificate, dates.computer
            ),
            "Check that this computer’s date is right. If it is, have the certificate renewed at your municipal office. The card itself ends on another day.",
        ),
        CertificateSeen::Unusable(code) => {
            let words = outcome(*code, Lang::En);
            then(words.happened, words.next)
        }
    }
}

fn days_left(days: u64) -> String {
    match days {
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    }
}

fn pin(which: Pin, tries: Option<Tries>) -> Told {
    let (name, use_of_it) = match which {
        Pin::UserAuthentication => (
            "PIN of the user authentication certificate (4 digits)",
            "This is the one to log in with.",
        ),
        Pin::Signature => (
            "Password of the signature certificate (6 to 16 letters and digits)",
            "It is for signing applications.",
        ),
        Pin::TextInput => (
            "PIN for filling in forms from the card (券面事項入力補助用, 4 digits)",
            "It is for reading name and address.",
        ),
        Pin::Resident => (
            "PIN for the resident register (住民基本台帳用, 4 digits)",
            "It is for moving house, at the office.",
        ),
    };
    let Some(tries) = tries else {
        return so(format!(
            "{name}: this card does not say how many tries are left. {use_of_it}"
        ));
    };
    if tries.is_blocked() {
        return then(format!("{name}: blocked. {use_of_it}"), unblock(which));
    }
    let unit = if tries.0 == 1 { "try" } else { "tries" };
    let text = format!("{name}: {} {unit} left. {use_of_it}", tries.0);
    if tries.is_last() {
        then(
            text,
            "One more mistake blocks it. Make sure that you have the right one of the four before you enter it.",
        )
    } else {
        so(text)
    }
}

fn unblock(which: Pin) -> &'static str {
    match which {
        Pin::UserAuthentication => {
            "Have it reset at your municipal office, or, if you know the signature password, at a convenience-store kiosk after booking in the smartphone app. A card that was issued without PINs cannot be used to log in."
        }
        Pin::Signature => {
            "You can still log in. Have it reset at your municipal office, or, if you know the PIN of the user authentication certificate, at a convenience-store kiosk after booking in the smartphone app."
        }
        Pin::TextInput | Pin::Resident => {
            "You can still log in. Have it reset at your municipal office; kiosks cannot do it."
        }
    }
}
