//! A login with the public crate `myna-card`, in the way that its documentation shows, and the tries left first:
//! nobody should spend a try without having seen them. The PIN comes on standard input.

use std::{error::Error, io};

use myna_card::{
    MasterFile, Pin,
    ap::jpki::{JpkiAp, SignatureScheme},
    transport::pcsc::{self, Sharing},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut pin = String::new();
    io::stdin().read_line(&mut pin)?;
    let mut card = pcsc::connect_any(Sharing::Exclusive)?;
    let mut jpki = JpkiAp::select(&mut card)?;
    jpki.auth_pin_retries()?;
    jpki.verify_auth_pin(&Pin::numeric(pin.trim_end())?)?;
    // It reads the certificate and checks the signature against it.
    jpki.sign_with_auth_key_checked(SignatureScheme::Sha256DigestInfo, &[7; 32])?;
    // Takes the right to sign back, which selecting the same application again would not.
    MasterFile::select(&mut card)?;
    Ok(())
}
