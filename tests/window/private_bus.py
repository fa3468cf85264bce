"""A session bus with no service on it but the settings portal that a test plays there."""

import os
import subprocess
import tempfile

from gi.repository import Gio, GLib

PORTAL = """<node><interface name="org.freedesktop.portal.Settings"><method name="Read">
  <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/>
</method></interface></node>"""

# Without service folders, so that no portal of this machine is started.
BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen>
<policy context="default">
  <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
</policy></busconfig>"""


class PrivateBus:
    def __init__(self, test):
        self.asked = []
        self.gone = []
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "bus")
        config = os.path.join(self.folder.name, "config")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS.format(path=path))
        self.daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--print-address", "--nofork"],
            stdout=subprocess.PIPE, text=True,
        )
        test.addCleanup(self._end)
        self.address = self.daemon.stdout.readline().strip()
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            self.address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None
        )
        self.bus.signal_subscribe(
            "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", None, None,
            Gio.DBusSignalFlags.NONE, self._name_owner_changed,
        )

    def play_portal(self, settings):
        """Answers for the settings, each by its key; a key that is not among them is refused."""
        def read(_bus, _sender, _path, _interface, _method, arguments, call):
            _namespace, key = arguments.unpack()
            self.asked.append(arguments.unpack())
            if key in settings:
                # `Read` wraps its value twice.
                value = GLib.Variant("v", GLib.Variant("u", settings[key]))
                call.return_value(GLib.Variant("(v)", (value,)))
            else:
                call.return_dbus_error("org.freedesktop.portal.Error.NotFound", "no such setting")

        interface = Gio.DBusNodeInfo.new_for_xml(PORTAL).interfaces[0]
        self.bus.register_object("/org/freedesktop/portal/desktop", interface, read, None, None)
        self.bus.call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
            GLib.Variant("(su)", ("org.freedesktop.portal.Desktop", 0)), None, Gio.DBusCallFlags.NONE, -1, None,
        )

    def _end(self):
        self.daemon.terminate()
        self.daemon.wait()
        self.daemon.stdout.close()
        self.folder.cleanup()

    def _name_owner_changed(self, *signal):
        name, _before, after = signal[5].unpack()
        if name.startswith(":") and not after:
            self.gone.append(name)
