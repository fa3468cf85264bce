//! Certificates that no fixture has, written byte by byte: a CA with the test card's key, and what it might issue.

use crate::card::{fixture, sign};

/// An extension as it stands in a certificate.
#[derive(Clone)]
pub(crate) struct Extension(Vec<u8>);

/// The extensions of a good certificate to log in with.
pub(crate) fn login_extensions() -> Vec<Extension> {
    vec![
        key_usage(0x80),
        policy(0x03),
        key_identifier(0x23, &tlv(0x80, &[7; 20])),
    ]
}

/// The CA that trusts itself: `auth.key.der` under another name.
pub(crate) fn authority() -> Vec<u8> {
    authority_from(FROM)
}

/// The same, but basicConstraints is there and says that it is no CA.
pub(crate) fn authority_that_denies_it() -> Vec<u8> {
    authority_with(FROM, &tlv(0x30, &[]), &tlv(0x04, &[7; 20]))
}

/// The same, valid from another time (UTCTime).
pub(crate) fn authority_from(time: &[u8]) -> Vec<u8> {
    authority_with(time, &tlv(0x30, &tlv(0x01, &[0xFF])), &tlv(0x04, &[7; 20]))
}

/// The same, with another content of its subject key identifier.
pub(crate) fn authority_identified_by(identifier: &[u8]) -> Vec<u8> {
    authority_with(FROM, &tlv(0x30, &tlv(0x01, &[0xFF])), identifier)
}

/// The same, without a subject key identifier.
pub(crate) fn authority_without_identifier() -> Vec<u8> {
    let constraints = extension(&[0x55, 0x1D, 0x13], true, &tlv(0x30, &tlv(0x01, &[0xFF])));
    issued(FROM, &[key_usage(0x06), constraints])
}

fn authority_with(time: &[u8], constraints: &[u8], identifier: &[u8]) -> Vec<u8> {
    let constraints = extension(&[0x55, 0x1D, 0x13], true, constraints);
    let identifier = extension(&[0x55, 0x1D, 0x0E], false, identifier);
    issued(time, &[key_usage(0x06), constraints, identifier])
}

/// A certificate by that CA, with any extensions.
pub(crate) fn certificate(extensions: &[Extension]) -> Vec<u8> {
    issued(FROM, extensions)
}

fn issued(from: &[u8], extensions: &[Extension]) -> Vec<u8> {
    let body: Vec<u8> = extensions.iter().flat_map(|one| one.0.clone()).collect();
    signed(
        from,
        &tlv(0xA0, &[0x02, 0x01, 0x02]),
        &tlv(0xA3, &tlv(0x30, &body)),
        [SHA256_WITH_RSA; 2],
    )
}

/// A certificate of version 1: no extensions at all.
pub(crate) fn version_1() -> Vec<u8> {
    signed(FROM, &[], &[], [SHA256_WITH_RSA; 2])
}

/// A good certificate, but for the names of its signature's algorithm, inside and outside: SHA-256 or SHA-384 with RSA.
pub(crate) fn algorithms_named(sha384: [bool; 2]) -> Vec<u8> {
    let body: Vec<u8> = login_extensions()
        .iter()
        .flat_map(|one| one.0.clone())
        .collect();
    signed(
        FROM,
        &tlv(0xA0, &[2, 1, 2]),
        &tlv(0xA3, &tlv(0x30, &body)),
        sha384.map(|sha384| {
            if sha384 {
                SHA384_WITH_RSA
            } else {
                SHA256_WITH_RSA
            }
        }),
    )
}

pub(crate) fn key_usage(bits: u8) -> Extension {
    let unused = u8::try_from(bits.trailing_zeros()).unwrap();
    extension(&[0x55, 0x1D, 0x0F], true, &tlv(0x03, &[unused, bits]))
}

/// A policy 1.2.392.200149.8.5.1.x.30.
pub(crate) fn policy(arc: u8) -> Extension {
    let oid = [
        0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x01, arc, 0x1E,
    ];
    extension(
        &[0x55, 0x1D, 0x20],
        true,
        &tlv(0x30, &tlv(0x30, &tlv(0x06, &oid))),
    )
}

/// An authority key identifier (2.5.29.35) or another of its shape.
pub(crate) fn key_identifier(last_arc: u8, value: &[u8]) -> Extension {
    extension(&[0x55, 0x1D, last_arc], false, &tlv(0x30, value))
}

pub(crate) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Extension {
    let critical = if critical {
        tlv(0x01, &[0xFF])
    } else {
        Vec::new()
    };
    Extension(tlv(
        0x30,
        &[tlv(0x06, oid), critical, tlv(0x04, value)].concat(),
    ))
}

pub(crate) fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut header = vec![tag];
    match length[..] {
        [] => header.push(0),
        [short @ 0..0x80] => header.push(short),
        _ => {
            header.push(0x80 | u8::try_from(length.len()).unwrap());
            header.extend(&length);
        }
    }
    [&header, value].concat()
}

fn signed(from: &[u8], version: &[u8], extensions: &[u8], [inner, outer]: [&[u8]; 2]) -> Vec<u8> {
    let name = tlv(
        0x30,
        &tlv(
            0x31,
            &tlv(
                0x30,
                &[&tlv(0x06, &[0x55, 4, 3])[..], &tlv(0x0C, b"Forged")].concat(),
            ),
        ),
    );
    let validity = tlv(
        0x30,
        &[tlv(0x17, from), tlv(0x17, b"491231235959Z")].concat(),
    );
    let content = [
        version,
        &tlv(0x02, &[1]),
        inner,
        &name,
        &validity,
        &name,
        &public_key(),
        extensions,
    ]
    .concat();
    let content = tlv(0x30, &content);
    let signature = [&[0], &sign("auth.key.der", &content)[..]].concat();
    tlv(
        0x30,
        &[&content[..], outer, &tlv(0x03, &signature)].concat(),
    )
}

/// The subjectPublicKeyInfo of `auth.key.der`, cut out of `auth.der`.
fn public_key() -> Vec<u8> {
    let auth = fixture("auth.der");
    let start = [0x30, 0x82, 0x01, 0x22, 0x30, 0x0D, 0x06, 0x09];
    let at = auth
        .windows(start.len())
        .position(|window| window == start)
        .unwrap();
    auth[at..at + 4 + 0x122].to_vec()
}

const FROM: &[u8] = b"250101000000Z";
const SHA256_WITH_RSA: &[u8] = &[
    0x30, 0x0D, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 0x0B, 0x05, 0x00,
];
const SHA384_WITH_RSA: &[u8] = &[
    0x30, 0x0D, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 0x0C, 0x05, 0x00,
];
