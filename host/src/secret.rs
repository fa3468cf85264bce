//! Bytes that must not outlive their use: wiped when dropped, kept out of the swap file, and never printed.
//! It must not know what the bytes mean.

use std::{fmt, mem};

use tracing::debug;
use zeroize::Zeroize;

/// A few secret bytes at one place in memory: moving the value moves a pointer, so that no copy is left behind.
///
/// The place is locked into main memory where the system allows it (mlock, VirtualLock).
/// There is no `Clone`, `Display` or `Serialize`, and `Debug` shows nothing.
pub struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// Nothing but zeros, at a place of its own, to be filled there.
    pub fn zeros() -> Self {
        let place = Box::new([0; N]);
        match region::lock(place.as_ptr(), N) {
            // Systems lock whole pages and do not count: letting go of this one could let go of another secret beside
            // it. The process ends with its one login, and its locks with it.
            Ok(lock) => mem::forget(lock),
            Err(error) => debug!(%error, "a secret is not locked into memory"),
        }
        Self(place)
    }

    /// The bytes, for the one use that they are there for.
    pub(crate) fn expose(&self) -> &[u8; N] {
        &self.0
    }

    /// The same, to fill them in.
    pub(crate) fn expose_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }

    /// Overwrites the bytes with zeros.
    pub fn wipe(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wiping_leaves_zeros_and_debug_shows_nothing() {
        let mut secret = Secret::<4>::zeros();
        secret.expose_mut().copy_from_slice(b"7391");
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        assert_eq!(secret.expose(), b"7391");
        secret.wipe();
        assert_eq!(secret.expose(), &[0; 4]);
    }

    #[test]
    fn a_secret_stays_where_it_is_when_it_is_handed_on() {
        let secret = Secret::<4>::zeros();
        let place = secret.expose().as_ptr();
        let handed_on = [secret];
        assert_eq!(handed_on[0].expose().as_ptr(), place);
    }

    /// The kernel's own count, in KiB (proc(5), `VmLck`).
    #[cfg(target_os = "linux")]
    #[test]
    fn its_page_is_locked_into_memory() {
        let _secret = Secret::<4>::zeros();
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
        let locked = status.lines().find_map(|line| line.strip_prefix("VmLck:"));
        let locked = locked.expect("a count").trim().trim_end_matches(" kB");
        assert_ne!(locked, "0");
    }
}
