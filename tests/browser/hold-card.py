"""A PC/SC client that has a reader's card for itself: it prints `held`, and lets go when its standard input ends.

    python3 hold-card.py READER
"""

import ctypes
import sys

# winscard.h
SCARD_SCOPE_SYSTEM = 2
SCARD_SHARE_EXCLUSIVE = 1
SCARD_PROTOCOL_ANY = 3
SCARD_LEAVE_CARD = 0

pcsc = ctypes.CDLL("libpcsclite.so.1")


def check(result):
    """PC/SC functions give 0 if they succeed."""
    if result != 0:
        sys.exit(f"PC/SC error {result & 0xFFFFFFFF:08X}")


context = ctypes.c_long()
check(pcsc.SCardEstablishContext(ctypes.c_ulong(SCARD_SCOPE_SYSTEM), None, None, ctypes.byref(context)))
card = ctypes.c_long()
protocol = ctypes.c_ulong()
check(
    pcsc.SCardConnect(
        context,
        sys.argv[1].encode(),
        ctypes.c_ulong(SCARD_SHARE_EXCLUSIVE),
        ctypes.c_ulong(SCARD_PROTOCOL_ANY),
        ctypes.byref(card),
        ctypes.byref(protocol),
    )
)
print("held", flush=True)
sys.stdin.read()
check(pcsc.SCardDisconnect(card, ctypes.c_ulong(SCARD_LEAVE_CARD)))
check(pcsc.SCardReleaseContext(context))
