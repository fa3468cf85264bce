"""The real login window without a pointer: every control of every screen, and keys that are pressed twice."""

import unittest

from driven import Window
from surroundings import until

ENTRY = "4-digit PIN of the user authentication certificate"
# Each control of each kind of screen, and what the person did by pressing it.
CONTROLS = [
    ("card", "Cancel", "cancelled"),
    ("service", "Try again", "again"),
    ("service", "Cancel", "cancelled"),
    ("pin", "Log in", "pin"),
    ("pin", "Cancel", "cancelled"),
    ("last-try", "Enter it again", "reconsidered"),
    ("last-try", "Cancel", "cancelled"),
    ("last-try", "Log in with this PIN", "confirmed"),
    ("pin-blocked", "Close", "acknowledged"),
]


class Keyboard(unittest.TestCase):
    def open(self, screen):
        window = Window(screen)
        self.addCleanup(lambda: window.process.poll() is None and window.close())
        return window

    def test_every_control_is_reached_and_used(self):
        for screen, control, answer in CONTROLS:
            for tab, key in [("Tab", "Return"), ("shift+Tab", "space")]:
                with self.subTest(screen=screen, control=control, key=key):
                    window = self.open(screen)
                    if answer == "pin":
                        window.begin()
                        window.enter("1234")
                    window.tab_to(control, tab)
                    # The control that has the focus first may still be in its grace.
                    window.press_until(key, answer, window.has_answered)
                    self.assertEqual(window.answer(), answer)
                    self.assertEqual(window.close(), 0)

    def test_the_focus_is_first_where_nothing_is_lost(self):
        for screen, control in [
            ("pin", ENTRY), ("service", "Try again"), ("last-try", "Enter it again"), ("pin-blocked", "Close"),
        ]:
            with self.subTest(screen):
                window = self.open(screen)
                until(control, lambda: window.focused() == control)
                self.assertEqual(window.close(), 0)

    def test_a_double_press_enters_one_pin(self):
        window = self.open("pin")
        window.begin()
        window.enter("1234")
        # After a letter, Enter only leads to the button.
        window.press("Return")
        until("the button", lambda: window.focused() == "Log in")
        window.press_until("Return", "a PIN", window.has_answered)
        window.press("Return", "Return")
        self.assertEqual(window.answer(), "pin")
        window.show("pin-wrong")
        window.says("2 tries left")
        window.press("Return")
        window.press_until("x", "the keys seen", lambda: window.node("It is the PIN of four digits"))
        self.assertEqual(window.remaining_answers(), [])

    def test_a_triple_press_does_not_use_the_last_try(self):
        window = self.open("pin-last")
        window.begin()
        window.enter("1234")
        window.tab_to("Log in")
        # The next screen is already under way when the key is pressed again and again.
        window.press("Return")
        window.show("last-try")
        window.press(*["Return"] * 8)
        self.assertEqual(window.answer(), "pin")
        window.show("working")
        window.says("Working with your card")
        self.assertNotIn("confirmed", window.remaining_answers())

    def test_a_paste_is_explained(self):
        for paste in ["ctrl+v", "shift+Insert"]:
            with self.subTest(paste):
                window = self.open("pin")
                window.press_until(paste, "the PIN that is meant", lambda: window.node("It is the PIN of four digits"))
                window.enter("12")
                window.press(paste)
                until("an empty field", lambda: window.typed() == "")
                self.assertEqual(window.remaining_answers(), [])
