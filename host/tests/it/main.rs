//! The host at its boundaries, without reader, display, browser or network: cards are emulated in process,
//! the person is a script.

#![expect(clippy::expect_used, reason = "a test that cannot go on says where")]

mod allocations;
mod allocator;
mod certificates;
mod desk;
mod doctor;
mod examinations;
mod exchanges;
mod fault_matrix;
mod golden;
mod inspection_faults;
mod inspections;
mod logins;
mod logs;
mod person;
mod pin_properties;
mod pin_rules;
mod port;
mod portal;
mod program;
mod serving;
mod tidy;
