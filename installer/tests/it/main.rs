//! The set-up at its boundaries: the plan as a text, the rest in temporary folders that stand for a machine.

#![expect(clippy::expect_used, reason = "a test that cannot go on says where")]

mod applying;
mod plans;
mod published;
mod sandbox;
mod verdicts;
