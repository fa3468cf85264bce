"""Runs every test of the window, on a session bus of its own (run.sh starts it so)."""

import sys
import unittest

from surroundings import start_display, switch_accessibility_on

switch_accessibility_on()
started = start_display()
try:
    unittest.main(module=None, argv=[sys.argv[0], "discover", "--start-directory", sys.path[0], "--verbose"])
finally:
    for process in started:
        process.terminate()
        process.wait()
