"""The real login window among other windows: in front, of one size, and the one that gets the keys."""

import subprocess
import tempfile
import unittest

from driven import Window
from pixel import colour
from surroundings import LIMIT_S, until

GROUND = 0xF6F7F9  # palette.rs, light
# What is typed into the page stands in its title.
PAGE = "data:text/html,<title>page:</title><input autofocus oninput=\"document.title='page:'+value\">"


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def active():
    return said("xdotool", "getactivewindow").strip()


class Front(unittest.TestCase):
    def open(self, screen):
        window = Window(screen)
        self.addCleanup(lambda: window.process.poll() is None and window.close())
        return window

    def test_it_stays_on_top_in_one_size(self):
        window = self.open("card")
        state = lambda: said("xprop", "-id", window.id[0], "_NET_WM_STATE")
        until("the front", lambda: "_NET_WM_STATE_ABOVE" in state())
        hints = said("xprop", "-id", window.id[0], "WM_NORMAL_HINTS")
        self.assertIn("minimum size: 480 by 560", hints)
        self.assertIn("maximum size: 480 by 560", hints)

    def test_it_comes_before_a_browser_that_fills_the_screen(self):
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        browser = subprocess.Popen(
            ["chromium", "--kiosk", "--no-sandbox", "--no-first-run", "--disable-gpu",
             f"--user-data-dir={folder.name}", PAGE],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        self.addCleanup(browser.wait, LIMIT_S)
        self.addCleanup(browser.terminate)
        title = lambda: said("xdotool", "getactivewindow", "getwindowname")
        until("the page", lambda: title().startswith("page:"))
        page = active()
        full = lambda: said("xprop", "-id", page, "_NET_WM_STATE")
        until("a full screen", lambda: "_NET_WM_STATE_FULLSCREEN" in full())
        # The page has the keys.
        def typed():
            subprocess.run(["xdotool", "key", "a"], check=True)
            return title().startswith("page:a")
        until("the page's keys", typed)

        window = self.open("pin")
        until("the keys", lambda: active() == window.id[0])
        window.begin()
        window.enter("12")
        until("the front", lambda: colour(window.id[0], 4, 300) == GROUND)
        # No other key has reached the page.
        self.assertRegex(said("xdotool", "getwindowname", page), "^page:a+ ")

    def test_text_twice_as_large_keeps_it_on_the_screen(self):
        self.addCleanup(said, "xprop", "-root", "-remove", "RESOURCE_MANAGER")
        for dots_per_inch, width, height in [(120, 592, 691), (192, 592, 691), (108, 540, 630)]:
            with self.subTest(dots_per_inch):
                resources = f"Xft.dpi: {dots_per_inch}\n"
                said("xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", resources)
                window = self.open("card")
                size = lambda: said("xdotool", "getwindowgeometry", window.id[0]).split()[-1]
                until(f"{width}x{height}", lambda: size() == f"{width}x{height}")
                self.assertEqual(window.close(), 0)
