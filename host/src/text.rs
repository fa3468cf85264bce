//! Every word a person reads, in Japanese and English: one table.

/// The languages there are words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// 日本語.
    Ja,
    /// English.
    En,
}
