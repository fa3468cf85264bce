//! Where cards differ, or may: what a test can set. The default is the card that was measured.

/// How this card differs from the measured one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switches {
    /// The first command after every power-up is answered 6F00 and not carried out.
    ///
    /// Measured on one card; off by default, so that exchanges can be counted without it.
    pub first_command_6f00: bool,
    /// Selecting the JPKI application that is selected already clears its security status.
    ///
    /// Off by default: on the measured card only power-off and the selection of another
    /// application do.
    pub reselect_clears: bool,
    /// READ BINARY, VERIFY, CHANGE REFERENCE DATA and COMPUTE DIGITAL SIGNATURE take a short EF id.
    ///
    /// On by default. Switched off, P1 with bit 8 in READ BINARY and a P2 other than 80 in the
    /// others are answered 6A86. READ RECORD is not touched by it.
    pub short_ef_ids: bool,
    /// READ BINARY takes extended length fields.
    ///
    /// Off by default, which answers 6700: nobody has published a measurement.
    pub extended_length: bool,
    /// What is answered in place of the true answer to a VERIFY that carries a PIN.
    pub verify_answer: Option<VerifyAnswer>,
}

/// What a VERIFY that carries a PIN is answered, whatever came of it.
///
/// The card **has** compared the PIN and counted the try by then: a wrong one has cost a try, a
/// right one has reset the counter and opened the key.
/// It lasts until it is switched off. The query for the tries left is answered truly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyAnswer {
    /// This status word.
    Status(u16),
    /// Nothing: the response is empty, and [the program](crate::program) closes the connection,
    /// as if the card had been taken away.
    Nothing,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            first_command_6f00: false,
            reselect_clears: false,
            short_ef_ids: true,
            extended_length: false,
            verify_answer: None,
        }
    }
}
