//! The name of every way in which a request can end without its answer: one enum, mapped to the wire here and nowhere else.
//! Codes are append-only. The words for people are in `text`; the examples are in PROTOCOL.md.

use std::fmt;

/// Why a request was not answered with what it asked for.
///
/// The name on the wire is [`ErrorCode::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The input ended inside a message.
    MessageTruncated,
    /// A message is longer than the limit, either way.
    MessageTooLarge,
    /// A message is not UTF-8.
    MessageNotUtf8,
    /// A message is not JSON.
    MessageNotJson,
    /// A field is missing, stands twice, or has the wrong type.
    MessageMalformed,
    /// A field that this protocol version does not have.
    FieldUnknown,
    /// A request that this protocol version does not have.
    RequestUnknown,
    /// A protocol version that this host does not speak.
    ProtocolUnsupported,
    /// The origin is not one, is too long, or is neither https nor http on loopback.
    OriginInvalid,
    /// The challenge nonce is shorter than 44 or longer than 128 characters, or not printable ASCII.
    ChallengeInvalid,
    /// The language is not a two-letter code.
    LanguageInvalid,
    /// The time allowed is out of range.
    TimeoutInvalid,
    /// Another login is under way in this user session.
    Busy,
    /// There is no display to show the login window on.
    NoDisplay,
    /// The person cancelled.
    Cancelled,
    /// The time allowed is over.
    TimedOut,
    /// The PIN is blocked: no tries are left.
    PinBlocked,
    /// The card holds no user-authentication certificate.
    CertificateMissing,
    /// The certificate cannot be read, or is not for authentication.
    CertificateInvalid,
    /// The certificate's validity is over.
    CertificateExpired,
    /// The certificate's validity has not begun.
    CertificateNotYetValid,
    /// The certificate's key is of a kind that this version cannot use.
    KeyUnsupported,
    /// The card's signature does not fit its certificate.
    SignatureInvalid,
    /// The host itself failed; the log says where.
    HostFailed,
    /// A login in the official portal's protocol was asked for by a site that is not an official one.
    OriginNotOfficial,
    /// The DigestInfo is not one, or its hash is not accepted.
    DigestInfoInvalid,
    /// The card signed, but its manufacture number could not be read.
    CardNumberUnreadable,
    /// The user's folder for log, lock and uuid cannot be made or written to.
    FolderUnwritable,
}

impl ErrorCode {
    /// Every code, in the order in which they were added.
    pub const ALL: [Self; 28] = [
        Self::MessageTruncated,
        Self::MessageTooLarge,
        Self::MessageNotUtf8,
        Self::MessageNotJson,
        Self::MessageMalformed,
        Self::FieldUnknown,
        Self::RequestUnknown,
        Self::ProtocolUnsupported,
        Self::OriginInvalid,
        Self::ChallengeInvalid,
        Self::LanguageInvalid,
        Self::TimeoutInvalid,
        Self::Busy,
        Self::NoDisplay,
        Self::Cancelled,
        Self::TimedOut,
        Self::PinBlocked,
        Self::CertificateMissing,
        Self::CertificateInvalid,
        Self::CertificateExpired,
        Self::CertificateNotYetValid,
        Self::KeyUnsupported,
        Self::SignatureInvalid,
        Self::HostFailed,
        Self::OriginNotOfficial,
        Self::DigestInfoInvalid,
        Self::CardNumberUnreadable,
        Self::FolderUnwritable,
    ];

    /// The code as it stands in the `code` field of an error answer.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MessageTruncated => "message-truncated",
            Self::MessageTooLarge => "message-too-large",
            Self::MessageNotUtf8 => "message-not-utf8",
            Self::MessageNotJson => "message-not-json",
            Self::MessageMalformed => "message-malformed",
            Self::FieldUnknown => "field-unknown",
            Self::RequestUnknown => "request-unknown",
            Self::ProtocolUnsupported => "protocol-unsupported",
            Self::OriginInvalid => "origin-invalid",
            Self::ChallengeInvalid => "challenge-invalid",
            Self::LanguageInvalid => "language-invalid",
            Self::TimeoutInvalid => "timeout-invalid",
            Self::Busy => "busy",
            Self::NoDisplay => "no-display",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed-out",
            Self::PinBlocked => "pin-blocked",
            Self::CertificateMissing => "certificate-missing",
            Self::CertificateInvalid => "certificate-invalid",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateNotYetValid => "certificate-not-yet-valid",
            Self::KeyUnsupported => "key-unsupported",
            Self::SignatureInvalid => "signature-invalid",
            Self::HostFailed => "host-failed",
            Self::OriginNotOfficial => "origin-not-official",
            Self::DigestInfoInvalid => "digest-info-invalid",
            Self::CardNumberUnreadable => "card-number-unreadable",
            Self::FolderUnwritable => "folder-unwritable",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
