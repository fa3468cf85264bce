//! The set-up at its boundaries: the plan as a text, the rest in temporary folders that stand for a machine.

#![expect(clippy::expect_used, reason = "a test that cannot go on says where")]

mod applying;
mod command_line;
mod examining;
mod examining_windows;
mod host_state;
mod one_at_a_time;
mod plans;
mod policies;
mod program;
mod published;
mod sandbox;
mod texts;
mod tidy;
mod verdicts;
