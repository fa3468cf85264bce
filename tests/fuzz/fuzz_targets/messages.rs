//! Bodies of frames: each is a request within its limits, or is refused under a name, in an answer that fits a frame.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use mpa_host::{
    framing::ANSWER_MAX,
    message::{Answer, Request},
};
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    match Request::parse(body) {
        Ok(request) => check_request(body, &request),
        Err(refusal) => {
            let answer = Answer::Error(refusal).to_json().expect("an answer is JSON");
            assert!(answer.len() <= ANSWER_MAX);
            let answer: Value = serde_json::from_slice(&answer).expect("an answer is JSON");
            assert_eq!(answer["answer"], "error");
            assert_eq!(answer["code"], refusal.code.name());
            assert_ne!(answer["message"].as_str().unwrap_or_default(), "");
        }
    }
});

/// Nothing that was accepted is outside what PROTOCOL.md allows, nor different from what was sent.
fn check_request(body: &[u8], request: &Request) {
    let sent: Value = serde_json::from_slice(body).expect("only JSON is accepted");
    assert_eq!(sent["protocol"], 1);
    let (origin, timeout) = match request {
        Request::Authenticate(wanted) => {
            let nonce = sent["challengeNonce"].as_str().expect("a string");
            assert!((44..=128).contains(&nonce.len()));
            (&wanted.origin, wanted.timeout)
        }
        Request::PortalLogin(wanted) => (wanted.origin().origin(), wanted.timeout),
        Request::Doctor(_) => {
            assert_eq!(sent.as_object().map(|fields| fields.len()), Some(3));
            return;
        }
        _ => {
            assert_eq!(sent.as_object().map(|fields| fields.len()), Some(2));
            return;
        }
    };
    assert_eq!(sent.as_object().map(|fields| fields.len()), Some(6));
    assert_eq!(sent["origin"], origin.as_str());
    assert!(origin.as_str().len() <= 255);
    assert!((Duration::from_secs(1)..=Duration::from_secs(600)).contains(&timeout));
}
