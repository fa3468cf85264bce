//! The My Number card's JPKI applet: commands, answers, and one order to use them in.

/// Tries left before the PIN is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tries(pub u8);
