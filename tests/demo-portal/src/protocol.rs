//! The two protocols that a login page can speak, and which of them is spoken where.

use crate::origin::Origin;

/// How a page asks for a login. Extension and host speak exactly one of them on any site, so a portal does, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Web eID, on every portal: the origin is in what the card signs.
    WebEid,
    /// The official portal's own, on its own sites alone: the page chooses what the card signs.
    ///
    /// No origin is in it. A portal elsewhere that took such a signature would believe anybody
    /// who has a page on one of those sites, or who relays a challenge to it.
    Official,
}

impl Protocol {
    /// The one that is spoken on a site.
    #[must_use]
    pub fn spoken_at(origin: &Origin) -> Self {
        if origin.is_official() {
            Self::Official
        } else {
            Self::WebEid
        }
    }

    /// Its name for the page script.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WebEid => "web-eid",
            Self::Official => "official",
        }
    }

    /// The path of its login page.
    #[must_use]
    pub fn login_page(self) -> &'static str {
        match self {
            Self::WebEid => "/",
            Self::Official => "/official",
        }
    }
}
