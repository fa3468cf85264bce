//! Presses of the pointer: where and when one has to begin and end to count.

use super::*;

#[test]
fn a_press_begins_and_ends_on_the_same_button() {
    let mut model = Model::new();
    model.show(service(), Instant::now());
    assert!(model.point(Some(Control::Again)));
    model.pointer_down(Instant::now() + GRACE);
    assert!(model.point(Some(Control::Cancel)));
    assert!(model.pointer_up().is_none());
    assert!(model.pointer_up().is_none());
    assert!(!model.point(Some(Control::Cancel)));
}

#[test]
fn a_press_that_was_meant_for_the_screen_before_does_not_count() {
    let now = Instant::now();
    let begun = |down: Instant| {
        let mut model = Model::new();
        model.show(last(), now - GRACE);
        model.point(Some(Control::Confirm));
        model.pointer_down(now);
        model.show(confirm(), now);
        (model.pointer_up().is_some(), {
            model.pointer_down(down);
            model.pointer_up().is_some()
        })
    };
    assert_eq!(begun(now), (false, false), "a double press");
    assert_eq!(
        begun(now + GRACE - Duration::from_millis(1)),
        (false, false)
    );
    assert_eq!(begun(now + GRACE), (false, true), "a press of its own");
}
