//! The browsers that can be asked for, and what is known of each without looking at this machine.
//! Where each one looks for native hosts is in `browser::locations`, by what it is found in `browser::marks`.

mod installed;
mod locations;
mod marks;

pub use self::{
    installed::installed,
    locations::{Location, locations},
    marks::{Marks, marks},
};

/// A browser, in one kind of packaging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Google Chrome.
    Chrome,
    /// Chromium, as a distribution packages it.
    Chromium,
    /// Microsoft Edge.
    Edge,
    /// Brave.
    Brave,
    /// Vivaldi.
    Vivaldi,
    /// Opera.
    Opera,
    /// Firefox and Firefox ESR.
    Firefox,
    /// LibreWolf.
    LibreWolf,
    /// Google Chrome from Flathub.
    ChromeFlatpak,
    /// Chromium from Flathub.
    ChromiumFlatpak,
    /// Microsoft Edge from Flathub.
    EdgeFlatpak,
    /// Firefox from Flathub.
    FirefoxFlatpak,
    /// Firefox as a Snap.
    FirefoxSnap,
    /// Chromium as a Snap, which cannot start native hosts.
    ChromiumSnap,
    /// Tor Browser, which is refused.
    TorBrowser,
}

impl Browser {
    /// Every browser, in the order in which they are told.
    pub const ALL: [Self; 15] = [
        Self::Chrome,
        Self::Chromium,
        Self::Edge,
        Self::Brave,
        Self::Vivaldi,
        Self::Opera,
        Self::Firefox,
        Self::LibreWolf,
        Self::ChromeFlatpak,
        Self::ChromiumFlatpak,
        Self::EdgeFlatpak,
        Self::FirefoxFlatpak,
        Self::FirefoxSnap,
        Self::ChromiumSnap,
        Self::TorBrowser,
    ];

    /// The name on the command line, in the receipt and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Chromium => "chromium",
            Self::Edge => "edge",
            Self::Brave => "brave",
            Self::Vivaldi => "vivaldi",
            Self::Opera => "opera",
            Self::Firefox => "firefox",
            Self::LibreWolf => "librewolf",
            Self::ChromeFlatpak => "chrome-flatpak",
            Self::ChromiumFlatpak => "chromium-flatpak",
            Self::EdgeFlatpak => "edge-flatpak",
            Self::FirefoxFlatpak => "firefox-flatpak",
            Self::FirefoxSnap => "firefox-snap",
            Self::ChromiumSnap => "chromium-snap",
            Self::TorBrowser => "tor-browser",
        }
    }

    /// The browser of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|browser| browser.name() == name)
    }

    /// The name that people know it by.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Chrome => "Google Chrome",
            Self::Chromium => "Chromium",
            Self::Edge => "Microsoft Edge",
            Self::Brave => "Brave",
            Self::Vivaldi => "Vivaldi",
            Self::Opera => "Opera",
            Self::Firefox => "Firefox",
            Self::LibreWolf => "LibreWolf",
            Self::ChromeFlatpak => "Google Chrome (Flatpak)",
            Self::ChromiumFlatpak => "Chromium (Flatpak)",
            Self::EdgeFlatpak => "Microsoft Edge (Flatpak)",
            Self::FirefoxFlatpak => "Firefox (Flatpak)",
            Self::FirefoxSnap => "Firefox (Snap)",
            Self::ChromiumSnap => "Chromium (Snap)",
            Self::TorBrowser => "Tor Browser",
        }
    }

    /// Which of the two kinds of manifest it reads.
    pub const fn family(self) -> Family {
        match self {
            Self::Firefox
            | Self::LibreWolf
            | Self::FirefoxFlatpak
            | Self::FirefoxSnap
            | Self::TorBrowser => Family::Firefox,
            _ => Family::Chromium,
        }
    }

    /// What stands between it and a host.
    pub const fn confinement(self) -> Confinement {
        match self {
            Self::ChromeFlatpak => Confinement::Flatpak("com.google.Chrome"),
            Self::ChromiumFlatpak => Confinement::Flatpak("org.chromium.Chromium"),
            Self::EdgeFlatpak => Confinement::Flatpak("com.microsoft.Edge"),
            Self::FirefoxFlatpak => Confinement::Flatpak("org.mozilla.firefox"),
            Self::FirefoxSnap => Confinement::Snap("firefox"),
            Self::ChromiumSnap => Confinement::Closed,
            Self::TorBrowser => Confinement::Anonymous,
            _ => Confinement::None,
        }
    }
}

/// Which of the two kinds of manifest a browser reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Chrome and what is made of Chromium: `allowed_origins`.
    Chromium,
    /// Firefox and what is made of it: `allowed_extensions`.
    Firefox,
}

/// What stands between a browser and a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confinement {
    /// Nothing.
    None,
    /// A Flatpak sandbox, by the application's id: it starts a wrapper that asks the system outside, once the person allows it.
    Flatpak(&'static str),
    /// A Snap, by its name, whose portal starts hosts outside, once the person allows it.
    Snap(&'static str),
    /// A sandbox without any way out.
    Closed,
    /// None, but a login with a card would tell who the person is, which is what this browser is there to prevent.
    Anonymous,
}

impl Confinement {
    /// The command by which a person lets this browser start the host; nobody else may decide it.
    pub fn grant(self) -> Option<String> {
        match self {
            Self::Flatpak(application) => Some(format!(
                "flatpak override --user --talk-name=org.freedesktop.Flatpak {application}"
            )),
            Self::Snap(name) => Some(format!(
                "flatpak permission-set webextensions {} snap.{name} yes",
                crate::manifest::HOST_NAME
            )),
            Self::None | Self::Closed | Self::Anonymous => None,
        }
    }
}

/// The systems whose browsers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux, of any distribution.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

impl System {
    /// Every system.
    pub const ALL: [Self; 3] = [Self::Linux, Self::MacOs, Self::Windows];

    /// The one that this program was built for.
    pub const THIS: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::MacOs
    } else {
        Self::Linux
    };
}

/// For whom something is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// For one person, without an administrator.
    User,
    /// For everybody on this machine.
    System,
}

impl Scope {
    /// Both scopes.
    pub const ALL: [Self; 2] = [Self::User, Self::System];

    /// The name on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::System => "system",
        }
    }
}
