//! EF 0006 of the JPKI application: a PKCS#11 `CK_TOKEN_INFO` in 160 bytes, numbers big-endian.

/// Length of the whole file.
const LENGTH: usize = 160;

/// RNG, login required, PIN initialised, token initialised.
const FLAGS: u32 = 0x0000_040D;
/// `CK_UNAVAILABLE_INFORMATION`.
const UNAVAILABLE: u32 = u32::MAX;

/// The file's content for a card with this label and serial number.
pub(crate) fn token_info(label: &str, serial: &str) -> Vec<u8> {
    let mut file = Vec::with_capacity(LENGTH);
    push_padded(&mut file, label, 32);
    push_padded(&mut file, "JPKI-EMULATED", 32);
    push_padded(&mut file, "E16R01NJ", 16);
    push_padded(&mut file, serial, 16);
    let numbers = [
        FLAGS,
        1,  // most sessions
        0,  // sessions
        1,  // most sessions that write
        0,  // sessions that write
        16, // longest PIN
        6,  // shortest PIN
        UNAVAILABLE,
        UNAVAILABLE,
        UNAVAILABLE,
        UNAVAILABLE,
    ];
    for number in numbers {
        file.extend(number.to_be_bytes());
    }
    file.extend(b"03"); // hardware
    file.extend(b"01"); // firmware
    file.extend([b'9'; 16]); // time
    file
}

fn push_padded(file: &mut Vec<u8>, text: &str, width: usize) {
    file.extend(text.bytes().chain(std::iter::repeat(b' ')).take(width));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_where_clients_look_for_them() {
        let file = token_info("JPKIAPICCTOKEN2", "0000000020500003");
        assert_eq!(file.len(), LENGTH);
        assert_eq!(&file[..32], b"JPKIAPICCTOKEN2                 ");
        assert_eq!(&file[80..96], b"0000000020500003");
        assert_eq!(file[96..100], [0, 0, 0x04, 0x0D]);
        assert_eq!(&file[140..], b"03019999999999999999");
    }

    #[test]
    fn a_long_text_does_not_move_what_follows() {
        let file = token_info(&"X".repeat(40), "1");
        assert_eq!(file.len(), LENGTH);
        assert_eq!(&file[32..36], b"JPKI");
    }
}
