//! The command line.

use std::path::PathBuf;

use thiserror::Error;
use x509_cert::der::asn1::ObjectIdentifier;

use crate::{
    origin::{Origin, OriginError},
    purpose::USER_AUTHENTICATION_POLICIES,
    store::{StoreAddress, StoreAddressError},
};

/// How the program is called; shown when it is called otherwise.
pub const USAGE: &str = "usage: demo-portal --trust CA.der [--trust CA.der …] [--port N] [--origin URL] [--policy OID …] [--downloads FOLDER] [--store URL]
  --trust   a CA certificate (DER) that may issue certificates to log in with; nothing is trusted without it
  --port    where to listen on this machine; 0, the default, takes a free one
  --origin  the origin that browsers see; http://localhost:PORT unless the portal stands behind a web server
  --policy  a certificate policy that is accepted, instead of those of user authentication
  --downloads  a folder of packages with its SHA256SUMS, which the set-up page offers
  --store   a Redis or Valkey that several portals of one site share, redis+unix:///PATH or redis://HOST:PORT;
            without it challenges and sessions are in this process's memory";

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The files of the CA certificates; at least one.
    pub trust: Vec<PathBuf>,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The origin, where it is not this machine's.
    pub origin: Option<Origin>,
    /// The accepted certificate policies.
    pub policies: Vec<ObjectIdentifier>,
    /// The folder of the packages that the set-up page offers.
    pub downloads: Option<PathBuf>,
    /// The store that several portals share.
    pub store: Option<StoreAddress>,
}

/// What is wrong with the command line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OptionsError {
    /// No `--trust`: nobody could log in, and trusting by default would let anybody in.
    #[error("no CA certificate is trusted: name one with --trust")]
    NothingTrusted,
    /// An option without its value.
    #[error("{0} needs a value")]
    ValueMissing(String),
    /// An option that does not exist.
    #[error("{0} is not an option")]
    Unknown(String),
    /// Not a port.
    #[error("{0} is not a port: a number from 0 to 65535")]
    Port(String),
    /// Not an object identifier.
    #[error("{0} is not an object identifier, such as 1.2.392.200149.8.5.1.3.30")]
    Policy(String),
    /// Not an origin.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// Not the address of a store.
    #[error(transparent)]
    Store(#[from] StoreAddressError),
}

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// [`OptionsError`] names the first argument that is wrong.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, OptionsError> {
        let mut options = Self {
            trust: Vec::new(),
            port: 0,
            origin: None,
            policies: Vec::new(),
            downloads: None,
            store: None,
        };
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            if !OPTIONS.contains(&name.as_str()) {
                return Err(OptionsError::Unknown(name));
            }
            let Some(value) = arguments.next() else {
                return Err(OptionsError::ValueMissing(name));
            };
            match name.as_str() {
                "--trust" => options.trust.push(PathBuf::from(value)),
                "--port" => options.port = value.parse().map_err(|_| OptionsError::Port(value))?,
                "--downloads" => options.downloads = Some(PathBuf::from(value)),
                "--store" => options.store = Some(StoreAddress::parse(&value)?),
                "--origin" => options.origin = Some(Origin::parse(&value)?),
                _ => options
                    .policies
                    .push(ObjectIdentifier::new(&value).map_err(|_| OptionsError::Policy(value))?),
            }
        }
        if options.trust.is_empty() {
            return Err(OptionsError::NothingTrusted);
        }
        if options.policies.is_empty() {
            options.policies = USER_AUTHENTICATION_POLICIES.to_vec();
        }
        Ok(options)
    }
}

const OPTIONS: [&str; 6] = [
    "--trust",
    "--port",
    "--origin",
    "--policy",
    "--downloads",
    "--store",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Result<Options, OptionsError>) {
        let arguments = line.split_whitespace().map(str::to_owned);
        assert_eq!(Options::parse(arguments), expected, "{line}");
    }

    #[test]
    fn lines() {
        let plain = Options {
            trust: vec![PathBuf::from("ca.der")],
            port: 0,
            origin: None,
            policies: USER_AUTHENTICATION_POLICIES.to_vec(),
            downloads: None,
            store: None,
        };
        let full = Options {
            trust: vec![PathBuf::from("a.der"), PathBuf::from("b.der")],
            port: 8080,
            origin: Some(Origin::parse("https://portal.example").unwrap()),
            policies: vec![ObjectIdentifier::new_unwrap("1.2.3")],
            downloads: Some(PathBuf::from("packages")),
            store: Some(StoreAddress::parse("redis://store").unwrap()),
        };
        check("--trust ca.der", Ok(plain));
        check(
            "--trust a.der --trust b.der --port 8080 --origin https://portal.example --policy 1.2.3 --downloads packages --store redis://store",
            Ok(full),
        );
        check("", Err(OptionsError::NothingTrusted));
        check("--port 1", Err(OptionsError::NothingTrusted));
        check("--trust", Err(OptionsError::ValueMissing("--trust".into())));
        check("--trusts a", Err(OptionsError::Unknown("--trusts".into())));
        check("--trust a --port x", Err(OptionsError::Port("x".into())));
        check(
            "--trust a --policy x",
            Err(OptionsError::Policy("x".into())),
        );
        check(
            "--trust a --store localhost",
            Err(OptionsError::Store(StoreAddressError)),
        );
        check(
            "--trust a --origin http://portal.example",
            Err(OptionsError::Origin(OriginError::Insecure)),
        );
    }
}
