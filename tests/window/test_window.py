"""The real login window, as a screen reader and a keyboard find it.

Started by run.sh, on a session bus of its own. Nothing waits for a fixed time:
every wait is for something to be so, with a limit that only a failure reaches.
"""

import os
import select
import subprocess
import time
import unittest

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib

LIMIT_S = 20
PIN_FIELD = "4-digit PIN of the user authentication certificate"


def until(what, so):
    """Waits until `so()` gives something true, and returns it."""
    end = time.monotonic() + LIMIT_S
    loop = GLib.MainContext.default()
    while time.monotonic() < end:
        try:
            found = so()
        except GLib.Error:  # the tree changed while it was read
            found = None
        if found:
            return found
        # Handles what the accessibility bus has to say; wakes up in any case after a moment.
        wake = GLib.timeout_add(20, lambda: GLib.SOURCE_REMOVE)
        loop.iteration(True)
        if loop.find_source_by_id(wake):
            GLib.source_remove(wake)
    raise AssertionError(f"not in {LIMIT_S} s: {what}")


def start_display():
    """An X server with a window manager; its number goes into the environment."""
    # Without -noreset it starts anew, and ends its clients, when an xdotool that was alone on it leaves.
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-noreset", "-nolisten", "tcp", "-screen", "0", "1024x768x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    assert select.select([read], [], [], LIMIT_S)[0], "no X server"
    os.environ["DISPLAY"] = ":" + os.read(read, 16).decode().strip()
    os.close(read)
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    # A window that is there before its manager never gets the focus. The desktop's number is the manager's to say.
    desktop = ["xdotool", "get_desktop"]
    until("a window manager", lambda: subprocess.run(desktop, capture_output=True, check=False).returncode == 0)
    return [manager, server]


def switch_accessibility_on():
    """Without this AccessKit shows nothing."""
    Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set",
        GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True))),
        None, Gio.DBusCallFlags.NONE, -1, None,
    )


class Window:
    """The login window with one screen, and the person in front of it."""

    def __init__(self, screen):
        self.process = subprocess.Popen(
            [os.environ["SCREENS"], "en", screen],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.id = until("a window", self._find_window)
        self.root = until("an accessible window", self._find_root)

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(LIMIT_S)
        self.process.stdout.close()
        return code

    def show(self, screen):
        print(screen, file=self.process.stdin, flush=True)

    def answer(self):
        """The next word that says what the person did."""
        assert select.select([self.process.stdout], [], [], LIMIT_S)[0], "no answer"
        return self.process.stdout.readline().strip()

    def press(self, key):
        subprocess.run(["xdotool", "key", key], check=True)

    def press_until(self, key, what, so):
        """Presses a key until it has done what it does: the window ignores keys just after it gets the focus.

        Only for keys that may as well be pressed twice.
        """
        return until(what, lambda: so() or (self.press(key), so())[1])

    def begin(self):
        """Waits until the window takes keys, by one that is no digit and leaves the entry empty."""
        self.press_until("x", "the PIN that is meant", lambda: self.node("It is the PIN of four digits"))

    def enter(self, digits):
        for place, digit in enumerate(digits):
            self.press(digit)
            until(f"{place + 1} bullets", lambda: self.typed() == "•" * (place + 1))

    def nodes(self):
        # The bus tells of changes; what it has told before is not to be trusted.
        self.root.clear_cache()
        return [self.root.get_child_at_index(at) for at in range(self.root.get_child_count())]

    def node(self, name):
        return next((node for node in self.nodes() if node.get_name() == name), None)

    def says(self, words):
        return until(words, lambda: any(words in (node.get_name() or "") for node in self.nodes()))

    def typed(self):
        field = self.node(PIN_FIELD)
        return Atspi.Text.get_text(field, 0, Atspi.Text.get_character_count(field))

    def _find_window(self):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
            capture_output=True, text=True, check=False,
        )
        return found.stdout.split()[:1]

    def _find_root(self):
        desktop = Atspi.get_desktop(0)
        for at in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(at)
            if application and application.get_process_id() == self.process.pid:
                return application.get_child_at_index(0)
        return None


class LoginWindow(unittest.TestCase):
    def open(self, screen):
        window = Window(screen)
        self.addCleanup(lambda: window.process.poll() is None and window.close())
        return window

    def test_it_tells_what_to_do(self):
        window = self.open("card")
        self.assertEqual(window.root.get_name(), "Log in with My Number card")
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


if __name__ == "__main__":
    switch_accessibility_on()
    started = start_display()
    try:
        unittest.main(verbosity=2, exit=True)
    finally:
        for process in started:
            process.terminate()
            process.wait()
