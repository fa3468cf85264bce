//! The registry of Windows, as far as it is needed: default values of keys, and the named values of policies.
//! It must not know what the keys are for.
//!
//! The program's own view is written. Edge and Firefox look into the 32-bit view of a machine's keys first and then here
//! ([`in_32_bit_view`]); of a person's keys there is one view only.

use std::io;

use crate::browser::Scope;

/// The keys of one machine; tests stand one of their own here.
pub trait Registry {
    /// The default value of a key; `None` where the key is not there.
    fn value(&self, scope: Scope, key: &str) -> io::Result<Option<String>>;
    /// Whether the key is there.
    fn is_there(&self, scope: Scope, key: &str) -> bool;
    /// The values of a key that have a name, with their texts, or their numbers in digits; none where the key is not there.
    fn values(&self, scope: Scope, key: &str) -> io::Result<Vec<(String, String)>>;
    /// Sets the default value, and makes the key first where it is missing.
    fn set(&mut self, scope: Scope, key: &str, value: &str) -> io::Result<()>;
    /// Removes a key, if no key and no other value is below it; the error is `DirectoryNotEmpty` where there is one.
    fn remove(&mut self, scope: Scope, key: &str) -> io::Result<()>;
    /// Removes the default value of a key, and nothing else.
    fn clear(&mut self, scope: Scope, key: &str) -> io::Result<()>;
}

/// A system without a registry.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRegistry;

impl Registry for NoRegistry {
    fn value(&self, _: Scope, _: &str) -> io::Result<Option<String>> {
        Ok(None)
    }

    fn is_there(&self, _: Scope, _: &str) -> bool {
        false
    }

    fn values(&self, _: Scope, _: &str) -> io::Result<Vec<(String, String)>> {
        Ok(Vec::new())
    }

    fn set(&mut self, _: Scope, _: &str, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove(&mut self, _: Scope, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn clear(&mut self, _: Scope, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Where a machine's key stands in the view of 32-bit programs.
pub fn in_32_bit_view(key: &str) -> String {
    let below = key.strip_prefix(r"SOFTWARE\").unwrap_or(key);
    format!(r"SOFTWARE\WOW6432Node\{below}")
}

/// The keys above this one that are missing, outermost first, and the key itself if it is.
pub fn missing_keys(registry: &dyn Registry, scope: Scope, key: &str) -> Vec<String> {
    key.match_indices('\\')
        .map(|(end, _)| &key[..end])
        .chain([key])
        .filter(|above| !registry.is_there(scope, above))
        .map(str::to_owned)
        .collect()
}

/// The registry of the machine that this runs on.
#[cfg(not(windows))]
pub type ThisRegistry = NoRegistry;

/// The registry of the machine that this runs on.
#[cfg(windows)]
pub use self::windows::WindowsRegistry as ThisRegistry;

#[cfg(windows)]
mod windows {
    use std::io;

    use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE, Type, Value};

    use super::Registry;
    use crate::browser::Scope;

    /// The real one.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct WindowsRegistry;

    /// `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`.
    const NOT_FOUND: i32 = -0x7FF8_FFFE;

    fn half(scope: Scope) -> &'static Key {
        match scope {
            Scope::User => CURRENT_USER,
            Scope::System => LOCAL_MACHINE,
        }
    }

    /// A value as a text; `None` where it is neither text nor number.
    fn text(value: Value) -> Option<String> {
        match value.ty() {
            Type::U32 | Type::U64 => u64::try_from(value).ok().map(|number| number.to_string()),
            _ => Vec::<String>::try_from(value)
                .ok()
                .map(|lines| lines.join("\n")),
        }
    }

    /// The system's own number says what happened.
    fn told<T>(result: windows_registry::Result<T>) -> io::Result<T> {
        result.map_err(|error| io::Error::from_raw_os_error(error.code().0 & 0xFFFF))
    }

    impl Registry for WindowsRegistry {
        fn value(&self, scope: Scope, key: &str) -> io::Result<Option<String>> {
            match half(scope).open(key) {
                Err(error) if error.code().0 == NOT_FOUND => Ok(None),
                Err(error) => told(Err(error)),
                Ok(key) => match key.get_string("") {
                    Ok(value) => Ok(Some(value)),
                    // A key without a default value registers nothing, but is somebody's.
                    Err(error) if error.code().0 == NOT_FOUND => Ok(Some(String::new())),
                    Err(error) => told(Err(error)),
                },
            }
        }

        fn is_there(&self, scope: Scope, key: &str) -> bool {
            half(scope).open(key).is_ok()
        }

        fn values(&self, scope: Scope, key: &str) -> io::Result<Vec<(String, String)>> {
            let key = match half(scope).open(key) {
                Err(error) if error.code().0 == NOT_FOUND => return Ok(Vec::new()),
                opened => told(opened)?,
            };
            let named = told(key.values())?.filter(|(name, _)| !name.is_empty());
            Ok(named
                .filter_map(|(name, value)| Some((name, text(value)?)))
                .collect())
        }

        fn set(&mut self, scope: Scope, key: &str, value: &str) -> io::Result<()> {
            let made = half(scope).create(key);
            told(made.and_then(|key| key.set_string("", value)))
        }

        fn remove(&mut self, scope: Scope, key: &str) -> io::Result<()> {
            let found = told(half(scope).open(key))?;
            let keys = told(found.keys())?.count();
            let mut values = told(found.values())?;
            if keys > 0 || values.any(|(name, _)| !name.is_empty()) {
                return Err(io::ErrorKind::DirectoryNotEmpty.into());
            }
            told(half(scope).remove_tree(key))
        }

        fn clear(&mut self, scope: Scope, key: &str) -> io::Result<()> {
            let found = half(scope).options().read().write().open(key);
            told(found.and_then(|key| key.remove_value("")))
        }
    }
}
