//! The question before the last try: what counts as its answer, and what does not.

use super::*;

#[test]
fn the_last_try_takes_an_answer_of_its_own() {
    fn check(name: &str, steps: &[Step], expected: &[&str]) {
        let before = [Show(last), Focus, Type("1234"), Press(Key::Enter)];
        let steps = [&before[..], steps].concat();
        let expected = [&["1234"], expected].concat();
        assert_eq!(played(&steps).1, expected, "{name}");
    }
    let enter = Press(Key::Enter);
    let tab = Press(Key::Tab);
    check(
        "before it is asked for",
        &[enter, tab, enter],
        &["Cancelled"],
    );
    check(
        "a click before it is asked for",
        &[Click(Control::Confirm), Click(Control::Reconsider)],
        &[],
    );
    check("enter", &[Show(confirm), enter], &["Reconsidered"]);
    check(
        "enter twice",
        &[Show(confirm), enter, enter],
        &["Reconsidered"],
    );
    check("space", &[Show(confirm), Type(" ")], &["Reconsidered"]);
    check("digits", &[Show(confirm), Type("1234")], &[]);
    check(
        "the button",
        &[Show(confirm), Click(Control::Confirm)],
        &["Confirmed"],
    );
    check(
        "the button, twice",
        &[
            Show(confirm),
            Click(Control::Confirm),
            Click(Control::Confirm),
        ],
        &["Confirmed"],
    );
    check(
        "by the keyboard",
        &[Show(confirm), tab, tab, enter],
        &["Confirmed"],
    );
    check(
        "by the keyboard, backwards",
        &[Show(confirm), Press(Key::BackTab), enter],
        &["Confirmed"],
    );
    check("cancel", &[Show(confirm), tab, enter], &["Cancelled"]);
    check(
        "escape",
        &[Show(confirm), Press(Key::Escape)],
        &["Cancelled"],
    );
    check(
        "without the focus",
        &[Show(confirm), Unfocus, tab, tab, enter],
        &[],
    );
    check(
        "just after the focus came back",
        &[Show(confirm), Unfocus, FocusJustNow, enter],
        &[],
    );
    check(
        "the card taken away",
        &[Show(confirm), Show(card), Click(Control::Confirm), enter],
        &[],
    );
}
