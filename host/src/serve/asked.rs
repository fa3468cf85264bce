//! The two logins that can be asked for, and the answer that each makes of what the card gave.
//! Here they meet; nothing before or behind this knows both.

use std::{io, path::Path, time::Duration};

use crate::{
    challenge::Challenge,
    error::ErrorCode,
    login::Signed,
    message::{Answer, Authenticate, PortalLogin},
    origin::Origin,
    portal_answer::PortalAnswer,
    text::Lang,
    token::Token,
    user_uuid::UserUuid,
};

/// A login that was asked for.
pub(super) enum Asked {
    Authenticate(Authenticate),
    PortalLogin(PortalLogin),
}

impl Asked {
    pub(super) fn origin(&self) -> &Origin {
        match self {
            Self::Authenticate(request) => &request.origin,
            Self::PortalLogin(request) => request.origin().origin(),
        }
    }

    pub(super) fn lang(&self) -> Lang {
        match self {
            Self::Authenticate(request) => request.lang,
            Self::PortalLogin(request) => request.lang,
        }
    }

    pub(super) fn timeout(&self) -> Duration {
        match self {
            Self::Authenticate(request) => request.timeout,
            Self::PortalLogin(request) => request.timeout,
        }
    }

    pub(super) fn challenge(&self) -> Challenge {
        match self {
            Self::Authenticate(request) => Challenge::of_site(&request.origin, &request.nonce),
            Self::PortalLogin(request) => request.challenge().clone(),
        }
    }

    /// Gets ready what the answer will need besides the card, before anybody is troubled.
    pub(super) fn form(&self, folder: &Path) -> io::Result<Form> {
        Ok(match self {
            Self::Authenticate(_) => Form::Token,
            Self::PortalLogin(_) => Form::PortalAnswer(UserUuid::in_folder(folder)?),
        })
    }
}

/// The form of a login's answer.
pub(super) enum Form {
    Token,
    PortalAnswer(UserUuid),
}

impl Form {
    /// Whether the answer has the card's manufacture number in it.
    pub(super) fn needs_number(&self) -> bool {
        matches!(self, Self::PortalAnswer(_))
    }

    pub(super) fn answer(&self, signed: &Signed) -> Result<Answer, ErrorCode> {
        let Signed {
            certificate,
            signature,
            number,
        } = signed;
        Ok(match self {
            Self::Token => Answer::Authenticate(Token::new(certificate, signature)),
            Self::PortalAnswer(uuid) => {
                let number = number.as_ref().ok_or(ErrorCode::CardNumberUnreadable)?;
                let answer = PortalAnswer::new(certificate, signature, uuid, number);
                Answer::PortalLogin(answer)
            }
        })
    }
}
