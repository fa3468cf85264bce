//! The table: browser × system × scope → where the browser looks for native hosts.
//!
//! Sources: developer.chrome.com, "Native messaging"; learn.microsoft.com, "Native messaging" for Edge;
//! developer.mozilla.org, "Native manifests". Brave, Vivaldi, Opera and LibreWolf publish nothing:
//! where their users report different places, all of them are listed, since a manifest that nobody reads does no harm.

use super::{Browser, Scope, System};

/// Where a browser looks for the host's manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A folder below the person's home.
    Home(&'static str),
    /// A folder below the person's configuration: `~/.config`, or as the XDG variables say; `~/Library/Application Support` on macOS.
    Config(&'static str),
    /// A folder from the root.
    Root(&'static str),
    /// A key below `SOFTWARE`, of the person's registry or of the machine's.
    Key(&'static str),
}

/// All the places in which `browser` looks; none where it cannot be registered in this scope.
pub const fn locations(browser: Browser, system: System, scope: Scope) -> &'static [Location] {
    match (system, scope) {
        (System::Linux, Scope::User) => linux_user(browser),
        (System::Linux, Scope::System) => linux_system(browser),
        (System::MacOs, Scope::User) => macos_user(browser),
        (System::MacOs, Scope::System) => macos_system(browser),
        (System::Windows, _) => windows(browser),
    }
}

const fn linux_user(browser: Browser) -> &'static [Location] {
    use Location::{Config, Home};
    match browser {
        Browser::Chrome => &[Config("google-chrome/NativeMessagingHosts")],
        Browser::Chromium => &[Config("chromium/NativeMessagingHosts")],
        Browser::Edge => &[Config("microsoft-edge/NativeMessagingHosts")],
        Browser::Brave => &[Config("BraveSoftware/Brave-Browser/NativeMessagingHosts")],
        Browser::Vivaldi => &[Config("vivaldi/NativeMessagingHosts")],
        Browser::Opera => &[
            Config("opera/NativeMessagingHosts"),
            Config("google-chrome/NativeMessagingHosts"),
        ],
        Browser::Firefox | Browser::FirefoxSnap => &[Home(".mozilla/native-messaging-hosts")],
        Browser::LibreWolf => &[Home(".librewolf/native-messaging-hosts")],
        Browser::ChromeFlatpak => &[Home(
            ".var/app/com.google.Chrome/config/google-chrome/NativeMessagingHosts",
        )],
        Browser::ChromiumFlatpak => &[Home(
            ".var/app/org.chromium.Chromium/config/chromium/NativeMessagingHosts",
        )],
        Browser::EdgeFlatpak => &[Home(
            ".var/app/com.microsoft.Edge/config/microsoft-edge/NativeMessagingHosts",
        )],
        Browser::FirefoxFlatpak => &[Home(
            ".var/app/org.mozilla.firefox/.mozilla/native-messaging-hosts",
        )],
        Browser::ChromiumSnap | Browser::TorBrowser => &[],
    }
}

const fn linux_system(browser: Browser) -> &'static [Location] {
    use Location::Root;
    match browser {
        Browser::Chrome | Browser::Opera => &[Root("/etc/opt/chrome/native-messaging-hosts")],
        Browser::Chromium => &[Root("/etc/chromium/native-messaging-hosts")],
        Browser::Edge => &[Root("/etc/opt/edge/native-messaging-hosts")],
        Browser::Brave => &[
            Root("/etc/opt/chrome/native-messaging-hosts"),
            Root("/etc/chromium/native-messaging-hosts"),
        ],
        Browser::Vivaldi => &[
            Root("/etc/opt/vivaldi/native-messaging-hosts"),
            Root("/etc/vivaldi/native-messaging-hosts"),
            Root("/etc/chromium/native-messaging-hosts"),
        ],
        // Fedora's and SUSE's builds read lib64, Debian's and Arch's read lib.
        Browser::Firefox => &[
            Root("/usr/lib/mozilla/native-messaging-hosts"),
            Root("/usr/lib64/mozilla/native-messaging-hosts"),
        ],
        // The portal outside the Snap reads Ubuntu's place.
        Browser::FirefoxSnap => &[Root("/usr/lib/mozilla/native-messaging-hosts")],
        Browser::LibreWolf => &[Root("/usr/lib/librewolf/native-messaging-hosts")],
        // A Flatpak sees no folder of the system's in which it would look.
        Browser::ChromeFlatpak
        | Browser::ChromiumFlatpak
        | Browser::EdgeFlatpak
        | Browser::FirefoxFlatpak
        | Browser::ChromiumSnap
        | Browser::TorBrowser => &[],
    }
}

const fn macos_user(browser: Browser) -> &'static [Location] {
    use Location::Config;
    match browser {
        Browser::Chrome => &[Config("Google/Chrome/NativeMessagingHosts")],
        Browser::Chromium => &[Config("Chromium/NativeMessagingHosts")],
        Browser::Edge => &[Config("Microsoft Edge/NativeMessagingHosts")],
        Browser::Brave => &[
            Config("BraveSoftware/Brave-Browser/NativeMessagingHosts"),
            Config("Google/Chrome/NativeMessagingHosts"),
        ],
        Browser::Vivaldi => &[Config("Vivaldi/NativeMessagingHosts")],
        Browser::Opera => &[
            Config("com.operasoftware.Opera/NativeMessagingHosts"),
            Config("Google/Chrome/NativeMessagingHosts"),
        ],
        Browser::Firefox => &[Config("Mozilla/NativeMessagingHosts")],
        Browser::LibreWolf => &[
            Config("LibreWolf/NativeMessagingHosts"),
            Config("librewolf/NativeMessagingHosts"),
        ],
        _ => &[],
    }
}

const fn macos_system(browser: Browser) -> &'static [Location] {
    use Location::Root;
    match browser {
        Browser::Chrome | Browser::Brave | Browser::Opera => {
            &[Root("/Library/Google/Chrome/NativeMessagingHosts")]
        }
        Browser::Chromium => &[Root(
            "/Library/Application Support/Chromium/NativeMessagingHosts",
        )],
        Browser::Edge => &[Root("/Library/Microsoft/Edge/NativeMessagingHosts")],
        Browser::Vivaldi => &[Root(
            "/Library/Application Support/Vivaldi/NativeMessagingHosts",
        )],
        Browser::Firefox => &[Root(
            "/Library/Application Support/Mozilla/NativeMessagingHosts",
        )],
        Browser::LibreWolf => &[Root(
            "/Library/Application Support/LibreWolf/NativeMessagingHosts",
        )],
        _ => &[],
    }
}

/// The same keys in both scopes: HKEY_CURRENT_USER for one person, HKEY_LOCAL_MACHINE for everybody.
const fn windows(browser: Browser) -> &'static [Location] {
    use Location::Key;
    match browser {
        Browser::Chrome | Browser::Opera => &[Key(r"Google\Chrome\NativeMessagingHosts")],
        Browser::Chromium => &[Key(r"Chromium\NativeMessagingHosts")],
        Browser::Edge => &[Key(r"Microsoft\Edge\NativeMessagingHosts")],
        Browser::Brave => &[
            Key(r"BraveSoftware\Brave-Browser\NativeMessagingHosts"),
            Key(r"Google\Chrome\NativeMessagingHosts"),
        ],
        Browser::Vivaldi => &[
            Key(r"Vivaldi\NativeMessagingHosts"),
            Key(r"Google\Chrome\NativeMessagingHosts"),
        ],
        Browser::Firefox | Browser::LibreWolf => &[Key(r"Mozilla\NativeMessagingHosts")],
        _ => &[],
    }
}
