//! By what an installed browser is known.
//! A profile's folder alone is no mark: a registration may have made it.

use super::{Browser, Confinement, Location};

/// By what a browser is known; each one is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Programs in the search path, on Linux.
    pub programs: &'static [&'static str],
    /// A file of a profile that has been used, on Linux or macOS.
    pub profile: &'static [Location],
    /// An application's bundle in the folder of applications, on macOS.
    pub bundle: Option<&'static str>,
    /// A key below `App Paths`, on Windows (learn.microsoft.com, "Application Registration").
    pub app_path: Option<&'static str>,
    /// Files or folders from the root, on Linux.
    pub installed: &'static [&'static str],
}

/// The marks of one browser.
pub const fn marks(browser: Browser) -> Marks {
    use Location::{Config, Home};
    let none = Marks {
        programs: &[],
        profile: &[],
        bundle: None,
        app_path: None,
        installed: &[],
    };
    match browser {
        Browser::Chrome => Marks {
            programs: &[
                "google-chrome",
                "google-chrome-stable",
                "google-chrome-beta",
                "google-chrome-unstable",
            ],
            profile: &[
                Config("google-chrome/Local State"),
                Config("Google/Chrome/Local State"),
            ],
            bundle: Some("Google Chrome.app"),
            app_path: Some("chrome.exe"),
            ..none
        },
        Browser::Chromium => Marks {
            programs: &["chromium", "chromium-browser"],
            profile: &[
                Config("chromium/Local State"),
                Config("Chromium/Local State"),
            ],
            bundle: Some("Chromium.app"),
            ..none
        },
        Browser::Edge => Marks {
            programs: &["microsoft-edge", "microsoft-edge-stable"],
            profile: &[
                Config("microsoft-edge/Local State"),
                Config("Microsoft Edge/Local State"),
            ],
            bundle: Some("Microsoft Edge.app"),
            app_path: Some("msedge.exe"),
            ..none
        },
        Browser::Brave => Marks {
            programs: &["brave-browser", "brave", "brave-browser-stable"],
            profile: &[Config("BraveSoftware/Brave-Browser/Local State")],
            bundle: Some("Brave Browser.app"),
            app_path: Some("brave.exe"),
            ..none
        },
        Browser::Vivaldi => Marks {
            programs: &["vivaldi", "vivaldi-stable"],
            profile: &[Config("vivaldi/Local State"), Config("Vivaldi/Local State")],
            bundle: Some("Vivaldi.app"),
            app_path: Some("vivaldi.exe"),
            ..none
        },
        Browser::Opera => Marks {
            programs: &["opera", "opera-stable"],
            profile: &[
                Config("opera/Local State"),
                Config("com.operasoftware.Opera/Local State"),
            ],
            bundle: Some("Opera.app"),
            app_path: Some("opera.exe"),
            ..none
        },
        Browser::Firefox => Marks {
            programs: &["firefox", "firefox-esr"],
            profile: &[
                Home(".mozilla/firefox/profiles.ini"),
                Config("Firefox/profiles.ini"),
            ],
            bundle: Some("Firefox.app"),
            app_path: Some("firefox.exe"),
            ..none
        },
        Browser::LibreWolf => Marks {
            programs: &["librewolf"],
            profile: &[
                Home(".librewolf/profiles.ini"),
                Config("librewolf/profiles.ini"),
            ],
            bundle: Some("LibreWolf.app"),
            app_path: Some("librewolf.exe"),
            ..none
        },
        Browser::ChromeFlatpak
        | Browser::ChromiumFlatpak
        | Browser::EdgeFlatpak
        | Browser::FirefoxFlatpak => none,
        Browser::FirefoxSnap => Marks {
            installed: &[
                "/snap/firefox/current",
                "/var/lib/snapd/snap/firefox/current",
            ],
            ..none
        },
        Browser::ChromiumSnap => Marks {
            installed: &[
                "/snap/chromium/current",
                "/var/lib/snapd/snap/chromium/current",
            ],
            ..none
        },
        Browser::TorBrowser => Marks {
            programs: &["torbrowser-launcher", "start-tor-browser"],
            profile: &[Home(".local/share/torbrowser/tbb")],
            bundle: Some("Tor Browser.app"),
            ..none
        },
    }
}

impl Browser {
    /// The application's id where it is a Flatpak: it is installed where a folder of that name lies among the Flatpaks.
    pub const fn flatpak(self) -> Option<&'static str> {
        match self.confinement() {
            Confinement::Flatpak(application) => Some(application),
            _ => None,
        }
    }
}
