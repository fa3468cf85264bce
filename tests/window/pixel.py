"""One pixel of a window, through the X library that the window itself needs."""

import ctypes

X = ctypes.CDLL("libX11.so.6")
X.XOpenDisplay.restype = ctypes.c_void_p
X.XGetImage.restype = ctypes.c_void_p
X.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, *[ctypes.c_int] * 2, *[ctypes.c_uint] * 2,
                        ctypes.c_ulong, ctypes.c_int]
X.XGetPixel.restype = ctypes.c_ulong
X.XGetPixel.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
X.XDestroyImage.argtypes = X.XCloseDisplay.argtypes = [ctypes.c_void_p]
ALL_PLANES = ctypes.c_ulong(-1).value
Z_PIXMAP = 2


def colour(window, x, y):
    """The colour at a place of a window that is in sight, as 0xRRGGBB."""
    display = X.XOpenDisplay(None)
    image = X.XGetImage(display, int(window), x, y, 1, 1, ALL_PLANES, Z_PIXMAP)
    found = X.XGetPixel(image, 0, 0) & 0xFFFFFF
    X.XDestroyImage(image)
    X.XCloseDisplay(display)
    return found
