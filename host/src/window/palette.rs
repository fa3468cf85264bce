//! The colours: one accent, three appearances.

/// How the person wants windows to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Appearance {
    #[default]
    Light,
    Dark,
    #[cfg_attr(
        not(all(unix, not(target_os = "macos"))),
        expect(dead_code, reason = "only the XDG settings portal tells of it")
    )]
    HighContrast,
}

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

/// What each colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    /// Behind everything.
    pub(super) ground: Rgb,
    /// Behind the site, in the PIN's boxes and on plain buttons.
    pub(super) surface: Rgb,
    /// Hairlines, and the edges of parts that cannot be used.
    pub(super) line: Rgb,
    /// The edges of boxes and buttons.
    pub(super) edge: Rgb,
    pub(super) text: Rgb,
    /// Labels and sentences of less weight.
    pub(super) quiet: Rgb,
    /// What to look at or press now.
    pub(super) accent: Rgb,
    pub(super) on_accent: Rgb,
    /// The accent, so light that it can lie behind things.
    pub(super) tint: Rgb,
    /// What went wrong, and the last try.
    pub(super) warning: Rgb,
    pub(super) on_warning: Rgb,
    pub(super) warning_tint: Rgb,
}

impl Palette {
    pub(super) const fn of(appearance: Appearance) -> &'static Self {
        match appearance {
            Appearance::Light => &LIGHT,
            Appearance::Dark => &DARK,
            Appearance::HighContrast => &HIGH_CONTRAST,
        }
    }
}

const LIGHT: Palette = Palette {
    ground: Rgb(0xf6, 0xf7, 0xf9),
    surface: Rgb(0xff, 0xff, 0xff),
    line: Rgb(0xdf, 0xe3, 0xe8),
    edge: Rgb(0x85, 0x8f, 0x9b),
    text: Rgb(0x1a, 0x1f, 0x26),
    quiet: Rgb(0x52, 0x5d, 0x69),
    accent: Rgb(0x0a, 0x5c, 0xb8),
    on_accent: Rgb(0xff, 0xff, 0xff),
    tint: Rgb(0xdc, 0xe9, 0xf8),
    warning: Rgb(0xa8, 0x32, 0x14),
    on_warning: Rgb(0xff, 0xff, 0xff),
    warning_tint: Rgb(0xfd, 0xec, 0xe5),
};

const DARK: Palette = Palette {
    ground: Rgb(0x17, 0x1a, 0x1f),
    surface: Rgb(0x21, 0x26, 0x2d),
    line: Rgb(0x37, 0x3e, 0x48),
    edge: Rgb(0x7d, 0x89, 0x97),
    text: Rgb(0xec, 0xef, 0xf3),
    quiet: Rgb(0xad, 0xb7, 0xc3),
    accent: Rgb(0x80, 0xb8, 0xf7),
    on_accent: Rgb(0x08, 0x1c, 0x33),
    tint: Rgb(0x24, 0x3a, 0x54),
    warning: Rgb(0xff, 0xa5, 0x86),
    on_warning: Rgb(0x35, 0x0e, 0x02),
    warning_tint: Rgb(0x42, 0x26, 0x1c),
};

const HIGH_CONTRAST: Palette = Palette {
    ground: Rgb(0, 0, 0),
    surface: Rgb(0, 0, 0),
    line: Rgb(0x70, 0x70, 0x70),
    edge: Rgb(0xff, 0xff, 0xff),
    text: Rgb(0xff, 0xff, 0xff),
    quiet: Rgb(0xc4, 0xc4, 0xc4),
    accent: Rgb(0xff, 0xe1, 0x4d),
    on_accent: Rgb(0, 0, 0),
    tint: Rgb(0x33, 0x33, 0x33),
    warning: Rgb(0xff, 0xb0, 0x8f),
    on_warning: Rgb(0, 0, 0),
    warning_tint: Rgb(0x1f, 0x1f, 0x1f),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2, "relative luminance").
    fn luminance(Rgb(red, green, blue): Rgb) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Contrast ratio (WCAG 2.2, "contrast ratio").
    fn contrast(a: Rgb, b: Rgb) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn words_and_marks_stand_out_from_what_is_behind_them() {
        /// WCAG 2.2, 1.4.3 for words and 1.4.11 for the parts of controls.
        const WORDS: f32 = 4.5;
        const PARTS: f32 = 3.0;
        for appearance in [
            Appearance::Light,
            Appearance::Dark,
            Appearance::HighContrast,
        ] {
            let p = Palette::of(appearance);
            for (name, front, behind, least) in [
                ("text on ground", p.text, p.ground, WORDS),
                ("text on surface", p.text, p.surface, WORDS),
                ("text on warning tint", p.text, p.warning_tint, WORDS),
                ("quiet on ground", p.quiet, p.ground, WORDS),
                ("quiet on surface", p.quiet, p.surface, WORDS),
                ("accent on ground", p.accent, p.ground, WORDS),
                ("accent on surface", p.accent, p.surface, WORDS),
                ("accent on tint", p.accent, p.tint, WORDS),
                ("on accent", p.on_accent, p.accent, WORDS),
                ("warning on ground", p.warning, p.ground, WORDS),
                ("warning on warning tint", p.warning, p.warning_tint, WORDS),
                ("on warning", p.on_warning, p.warning, WORDS),
                ("edge on surface", p.edge, p.surface, PARTS),
                ("edge on ground", p.edge, p.ground, PARTS),
            ] {
                let found = contrast(front, behind);
                assert!(found >= least, "{appearance:?}, {name}: {found:.2}");
            }
        }
    }
}
