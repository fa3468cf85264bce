//! COMPUTE DIGITAL SIGNATURE, the JPKI application's own form. (Cf. ISO/IEC 7816-8 5.4.)

use crate::applet::Content;
use crate::card::Card;
use crate::command::Command;
use crate::signature::Scheme;
use crate::status::StatusWord;

/// Length of every signature.
const SIGNATURE: usize = 256;

impl Card {
    /// P1 names the scheme, P2 the key. It does not use up the verified PIN.
    pub(super) fn compute_digital_signature(
        &mut self,
        command: &Command,
    ) -> Result<Vec<u8>, StatusWord> {
        let scheme = Scheme::from_p1(command.p1).ok_or(StatusWord::WrongParameters)?;
        self.follow_reference(command.p2)?;
        let Content::Key(key, pin) = self.current_content()? else {
            return Err(StatusWord::WrongFileStructure);
        };
        if !self.is_verified(*pin) {
            return Err(StatusWord::SecurityNotSatisfied);
        }
        if command.extended || command.expected != Some(SIGNATURE) {
            return Err(StatusWord::WrongLength);
        }
        key.sign(scheme, &command.data)
    }
}
