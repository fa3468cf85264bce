//! From winit's key events to the keys that mean something here.
//! It keeps nothing: a character is handed on by value, one at a time.

use winit::{
    event::{ElementState, KeyEvent},
    keyboard::{Key as Logical, ModifiersState, NamedKey},
};

use super::model::Key;

/// The key that an event presses; `None` for a release, a repeat, and a key without a meaning here.
pub(super) fn pressed(event: &KeyEvent, modifiers: ModifiersState) -> Option<Key> {
    is_press(event.state, event.repeat)
        .then(|| meaning(&event.logical_key, modifiers))
        .flatten()
}

/// A key that is held down is pressed once: what it repeats was meant for nobody.
fn is_press(state: ElementState, repeat: bool) -> bool {
    state.is_pressed() && !repeat
}

fn meaning(key: &Logical, modifiers: ModifiersState) -> Option<Key> {
    let shift = modifiers.shift_key();
    if modifiers.control_key() || modifiers.alt_key() || modifiers.super_key() {
        let pastes = matches!(key, Logical::Character(letter) if letter.eq_ignore_ascii_case("v"));
        return (pastes && !modifiers.alt_key()).then_some(Key::Paste);
    }
    match key {
        Logical::Named(named) => match named {
            NamedKey::Backspace => Some(Key::Backspace),
            NamedKey::Enter => Some(Key::Enter),
            NamedKey::Escape => Some(Key::Escape),
            NamedKey::Space => Some(Key::Character(' ')),
            NamedKey::Tab if shift => Some(Key::BackTab),
            NamedKey::Tab => Some(Key::Tab),
            NamedKey::Paste => Some(Key::Paste),
            NamedKey::Insert if shift => Some(Key::Paste),
            _ => None,
        },
        Logical::Character(text) => text.chars().next().map(Key::Character),
        Logical::Dead(accent) => accent.map(Key::Character),
        Logical::Unidentified(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_held_is_pressed_once() {
        let held = [
            (ElementState::Pressed, false),
            (ElementState::Pressed, true),
            (ElementState::Pressed, true),
            (ElementState::Released, false),
        ];
        let presses = held.map(|(state, repeat)| is_press(state, repeat));
        assert_eq!(presses, [true, false, false, false]);
    }

    #[test]
    fn keys_and_their_meaning() {
        fn check(key: Logical, modifiers: ModifiersState, expected: Option<Key>) {
            assert!(
                meaning(&key, modifiers) == expected,
                "{key:?} with {modifiers:?}"
            );
        }
        let character = |text: &str| Logical::Character(text.into());
        let none = ModifiersState::empty();
        let (shift, control, alt, system) = (
            ModifiersState::SHIFT,
            ModifiersState::CONTROL,
            ModifiersState::ALT,
            ModifiersState::SUPER,
        );
        check(character("7"), none, Some(Key::Character('7')));
        check(character("７"), none, Some(Key::Character('７')));
        check(character("7"), shift, Some(Key::Character('7')));
        check(character("a"), none, Some(Key::Character('a')));
        check(Logical::Dead(Some('^')), none, Some(Key::Character('^')));
        check(Logical::Dead(None), none, None);
        for modifier in [control, alt, system, control | alt] {
            check(character("7"), modifier, None);
            check(Logical::Named(NamedKey::Enter), modifier, None);
            check(Logical::Named(NamedKey::Tab), modifier, None);
        }
        check(character("v"), control, Some(Key::Paste));
        check(character("V"), control | shift, Some(Key::Paste));
        check(character("v"), system, Some(Key::Paste));
        check(character("v"), control | alt, None);
        check(character("c"), control, None);
        check(Logical::Named(NamedKey::Insert), shift, Some(Key::Paste));
        check(Logical::Named(NamedKey::Insert), none, None);
        check(Logical::Named(NamedKey::Paste), none, Some(Key::Paste));
        check(Logical::Named(NamedKey::Tab), none, Some(Key::Tab));
        check(Logical::Named(NamedKey::Tab), shift, Some(Key::BackTab));
        check(Logical::Named(NamedKey::Enter), none, Some(Key::Enter));
        check(Logical::Named(NamedKey::Escape), none, Some(Key::Escape));
        check(
            Logical::Named(NamedKey::Backspace),
            none,
            Some(Key::Backspace),
        );
        check(
            Logical::Named(NamedKey::Space),
            none,
            Some(Key::Character(' ')),
        );
        check(Logical::Named(NamedKey::ArrowLeft), none, None);
        check(Logical::Named(NamedKey::Shift), shift, None);
    }
}
