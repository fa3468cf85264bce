"""Light, dark and high contrast, as the desktop's settings portal asks for them."""

import os
import socket
import subprocess
import tempfile
import unittest

from driven import on_display
from pixel import colour
from private_bus import PrivateBus
from surroundings import LIMIT_S, until

# What lies behind everything (palette.rs).
LIGHT, DARK, HIGH_CONTRAST = 0xF6F7F9, 0x171A1F, 0x000000
NAMESPACE = "org.freedesktop.appearance"


class Appearance(unittest.TestCase):
    def open(self, address):
        process = subprocess.Popen(
            [os.environ["SCREENS"], "en", "card"],
            env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": address},
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        )
        self.addCleanup(process.kill)
        (window,) = until("a window", lambda: on_display(process))
        return process, window

    def becomes(self, window, ground):
        until(f"{ground:06x}", lambda: colour(window, 4, 300) == ground)

    def end(self, process):
        process.stdin.close()
        self.assertEqual(process.wait(LIMIT_S), 0)

    def test_it_looks_as_the_portal_says(self):
        for settings, ground in [
            ({}, LIGHT),
            ({"contrast": 0, "color-scheme": 0}, LIGHT),
            ({"contrast": 0, "color-scheme": 2}, LIGHT),
            ({"color-scheme": 1}, DARK),
            ({"contrast": 0, "color-scheme": 1}, DARK),
            ({"contrast": 1, "color-scheme": 1}, HIGH_CONTRAST),
            ({"contrast": 1}, HIGH_CONTRAST),
        ]:
            with self.subTest(settings):
                bus = PrivateBus(self)
                bus.play_portal(settings)
                process, window = self.open(bus.address)
                until("answers taken", lambda: len(bus.asked) == 2 and bus.gone)
                self.assertEqual(bus.asked, [(NAMESPACE, "contrast"), (NAMESPACE, "color-scheme")])
                self.becomes(window, ground)
                self.end(process)

    def test_without_a_portal_it_is_light(self):
        bus = PrivateBus(self)
        process, window = self.open(bus.address)
        until("a question given up", lambda: bus.gone)
        self.becomes(window, LIGHT)
        self.end(process)

    def test_a_bus_that_never_answers_holds_nothing_up(self):
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as silent:
            path = os.path.join(folder, "bus")
            silent.bind(path)
            silent.listen()
            process, window = self.open(f"unix:path={path}")
            # The question is under way, and stays so.
            silent.settimeout(LIMIT_S)
            asking, _ = silent.accept()
            with asking:
                self.becomes(window, LIGHT)
                self.end(process)
