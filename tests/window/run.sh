#!/bin/sh
# Tests the real login window on a display and a session bus of its own.
#
# The system's own Python, since python3-gi belongs to that one.
# Needs: cargo, chromium, dbus-run-session, at-spi2-core, openbox, xvfb, x11-utils, xdotool, python3-gi, gir1.2-atspi-2.0.
set -eu

cd "$(dirname "$0")/../.."
cargo build --quiet --package mpa-host --example screens
SCREENS=${CARGO_TARGET_DIR:-target}/debug/examples/screens
export SCREENS
# What the person's own session has set would lead out of this one.
unset DISPLAY WAYLAND_DISPLAY XAUTHORITY AT_SPI_BUS_ADDRESS
exec dbus-run-session -- /usr/bin/python3 -B tests/window
