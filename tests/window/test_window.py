"""The real login window, read and pressed."""

import os
import subprocess
import unittest

from driven import PIN_FIELD, Atspi, Window
from surroundings import LIMIT_S, until


class LoginWindow(unittest.TestCase):
    def open(self, screen):
        window = Window(screen)
        self.addCleanup(lambda: window.process.poll() is None and window.close())
        return window

    def test_it_tells_what_to_do(self):
        window = self.open("card")
        until("the title", lambda: window.root.get_name() == "Log in with My Number card")
        window.says("https://portal.example")
        window.says("Place your My Number card")
        self.assertEqual(window.node("Cancel").get_role(), Atspi.Role.PUSH_BUTTON)
        window.show("reader")
        window.says("Connect your card reader")
        self.assertEqual(window.close(), 0)

    def test_it_tells_how_many_digits_there_are_and_never_which(self):
        window = self.open("pin-wrong")
        window.says("2 tries left")
        field = window.node(PIN_FIELD)
        self.assertEqual(field.get_role(), Atspi.Role.PASSWORD_TEXT)
        self.assertEqual(field.get_description(), "2 tries left")
        window.begin()
        self.assertEqual(window.typed(), "")
        window.enter("73")
        window.press("x")
        window.says("It is the PIN of four digits")
        until("an empty field", lambda: window.typed() == "")

    def test_a_pin_goes_on_once_by_the_button_of_the_screen_reader(self):
        window = self.open("pin")
        window.says("3 tries left")
        ok = lambda: window.node("Log in")
        self.assertFalse(ok().get_state_set().contains(Atspi.StateType.SENSITIVE))
        window.begin()
        window.enter("1234")
        until("the button", lambda: ok().get_state_set().contains(Atspi.StateType.SENSITIVE))
        Atspi.Action.do_action(ok(), 0)
        self.assertEqual(window.answer(), "pin")
        window.says("Working with your card")
        self.assertIsNone(window.node(PIN_FIELD))

    def test_escape_cancels(self):
        window = self.open("card")
        window.press_until("Escape", "an end", lambda: window.node("Closing"))
        self.assertEqual(window.answer(), "cancelled")

    def test_keys_for_another_window_are_not_taken(self):
        window = self.open("pin")
        window.begin()
        window.enter("1")
        other = self.open("card")
        subprocess.run(["xdotool", "windowactivate", "--sync", *other.id], check=True)
        other.press("2")
        other.press_until("Escape", "the other's end", lambda: other.node("Closing"))
        self.assertEqual(window.typed(), "•")


class WithoutADisplay(unittest.TestCase):
    def test_it_says_so(self):
        without = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        ended = subprocess.run(
            [os.environ["SCREENS"], "en", "card"],
            env=without, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S, check=False,
        )
        self.assertEqual(ended.returncode, 1)
        self.assertIn("no display", ended.stderr)
        self.assertNotIn("panicked", ended.stderr)
