//! Asks the desktop whether it is dark or of high contrast, where the window system cannot say: the XDG settings
//! portal, over the session bus that accessibility uses too.
//! No bus and no portal mean a light window.

use std::thread;

use winit::event_loop::EventLoopProxy;
use zbus::{blocking::Connection, zvariant::OwnedValue};

use super::{event_loop::Wake, palette::Appearance};

/// Asks once, on a thread of its own, so that the window need not wait.
pub(super) fn ask(proxy: EventLoopProxy<Wake>) {
    let _detached = thread::Builder::new()
        .name("appearance".into())
        .spawn(move || {
            if let Some(appearance) = answer() {
                let _gone = proxy.send_event(Wake::Appearance(appearance));
            }
        });
}

fn answer() -> Option<Appearance> {
    let bus = Connection::session().ok()?;
    Some(meaning(
        setting(&bus, "contrast"),
        setting(&bus, "color-scheme"),
    ))
}

/// What the two settings come to (XDG settings portal, `org.freedesktop.appearance`).
fn meaning(contrast: Option<u32>, colour_scheme: Option<u32>) -> Appearance {
    match (contrast, colour_scheme) {
        (Some(1), _) => Appearance::HighContrast,
        (_, Some(1)) => Appearance::Dark,
        _ => Appearance::Light,
    }
}

fn setting(bus: &Connection, key: &str) -> Option<u32> {
    let reply = bus
        .call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.portal.Settings"),
            "Read",
            &("org.freedesktop.appearance", key),
        )
        .ok()?;
    // `Read`, which every version of the portal has, wraps its value twice.
    let value: OwnedValue = reply.body().deserialize().ok()?;
    let inner = value.downcast_ref::<zbus::zvariant::Value<'_>>().ok()?;
    u32::try_from(inner).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_comes_before_colour() {
        fn check(contrast: Option<u32>, colour_scheme: Option<u32>, expected: Appearance) {
            assert_eq!(meaning(contrast, colour_scheme), expected);
        }
        check(None, None, Appearance::Light);
        check(Some(0), Some(0), Appearance::Light);
        check(Some(0), Some(2), Appearance::Light);
        check(None, Some(1), Appearance::Dark);
        check(Some(1), Some(1), Appearance::HighContrast);
        check(Some(1), None, Appearance::HighContrast);
    }
}
