"""What the window needs around it: a display with a window manager, and accessibility switched on.

Nothing waits for a fixed time: every wait is for something to be so, with a limit that only a failure reaches.
"""

import os
import select
import subprocess
import time

from gi.repository import Gio, GLib

LIMIT_S = 20


def until(what, so):
    """Waits until `so()` gives something true, and returns it."""
    found = happens(so, LIMIT_S)
    assert found, f"not in {LIMIT_S} s: {what}"
    return found


def happens(so, within_s):
    """Waits until `so()` gives something true, and returns it; None where it does not in that time."""
    end = time.monotonic() + within_s
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
    return None


def start_display():
    """An X server with a window manager; its number goes into the environment."""
    server = start_server()
    until("an X server that answers", lambda: succeeds("xdotool", "getdisplaygeometry"))
    manager = subprocess.Popen(["openbox"])

    def is_managed():
        assert manager.poll() is None, f"the window manager has ended with {manager.returncode}"
        return succeeds("xdotool", "get_desktop")

    # A window that is there before its manager never gets the focus. The desktop's number is the manager's to say.
    until("a window manager", is_managed)
    return [manager, server]


def start_server():
    """An X server, whose own words are shown; its number goes into the environment."""
    # Without -noreset it starts anew, and ends its clients, when an xdotool that was alone on it leaves.
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-noreset", "-nolisten", "tcp", "-screen", "0", "1024x768x24"],
        pass_fds=[write],
    )
    os.close(write)
    with os.fdopen(read, closefd=True) as told:
        assert select.select([told], [], [], LIMIT_S)[0], f"no X server: {server.poll()}"
        # To the end of the line: the server ends if nobody takes the line's last byte, which comes by itself.
        os.environ["DISPLAY"] = ":" + told.readline().strip()
    return server


def succeeds(*command):
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def switch_accessibility_on():
    """Without this AccessKit shows nothing."""
    Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set",
        GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True))),
        None, Gio.DBusCallFlags.NONE, -1, None,
    )
