"""Stands where a person's input method does: offers itself on the display, and says so when a program wants it.

The X Input Method Protocol, "Default Preconnection Convention": a server owns the selection `@server=NAME`, is listed in
the root window's property XIM_SERVERS, and is asked by a conversion of its selection.
"""

import ctypes

X = ctypes.CDLL("libX11.so.6")
X.XOpenDisplay.restype = ctypes.c_void_p
for function in (X.XDefaultRootWindow, X.XInternAtom, X.XCreateSimpleWindow):
    function.restype = ctypes.c_ulong
X.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
X.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
X.XCreateSimpleWindow.argtypes = [ctypes.c_void_p, ctypes.c_ulong, *[ctypes.c_int] * 2, *[ctypes.c_uint] * 3,
                                  *[ctypes.c_ulong] * 2]
X.XSetSelectionOwner.argtypes = [ctypes.c_void_p, *[ctypes.c_ulong] * 3]
X.XChangeProperty.argtypes = [ctypes.c_void_p, *[ctypes.c_ulong] * 3, *[ctypes.c_int] * 2, ctypes.c_void_p,
                              ctypes.c_int]
X.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
X.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
# What a server is asked for; one that does not know them is not asked.
TARGETS = (b"LOCALES", b"TRANSPORT")
XA_ATOM = 4
ATOM_BITS = 32
SELECTION_REQUEST = 30
EVENT_LONGS = 24

display = X.XOpenDisplay(None)
root = X.XDefaultRootWindow(display)
window = X.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, 0, 0)
server = X.XInternAtom(display, b"@server=stand-in", False)
for target in TARGETS:
    X.XInternAtom(display, target, False)
X.XSetSelectionOwner(display, server, window, 0)
X.XChangeProperty(display, root, X.XInternAtom(display, b"XIM_SERVERS", False), XA_ATOM, ATOM_BITS, 0,
                  ctypes.byref(ctypes.c_ulong(server)), 1)
X.XSync(display, False)
print("ready", flush=True)
event = (ctypes.c_long * EVENT_LONGS)()
while True:
    X.XNextEvent(display, ctypes.byref(event))
    if ctypes.c_int.from_buffer(event).value == SELECTION_REQUEST:
        print("wanted", flush=True)
