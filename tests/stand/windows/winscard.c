/*
 * A stand-in for Windows' winscard.dll, for tests under wine, whose own has no readers.
 *
 * One reader, to which the card emulator connects as it does to vpcd: this listens on the loopback port that
 * MPA_READER_PORT names and speaks vpcd's frames, a length (u16, big-endian) and so many bytes. A frame of one byte
 * is a control; every other is a command. It knows nothing of what is exchanged.
 */

#define WINSCARDDATA
#include <winsock2.h>
#include <winscard.h>

#include <stdlib.h>
#include <string.h>

enum control { POWER_OFF = 0, POWER_ON = 1, RESET = 2, GET_ATR = 4 };

static const char READER[] = "Stand-in Reader 0\0";

/* No exchange is longer: a short command has 261 bytes at most, an answer with extended length 65538. */
static unsigned char answer[65538];
static DWORD answer_length;
static BOOL answered;

static SOCKET card = INVALID_SOCKET;
static BOOL present;
static BOOL powered;
static BOOL cancelled;
static DWORD events;
static SCARDHANDLE holder;
static SCARDHANDLE last_handle;

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE change = CONDITION_VARIABLE_INIT;

const SCARD_IO_REQUEST g_rgSCardT0Pci = {SCARD_PROTOCOL_T0, sizeof(SCARD_IO_REQUEST)};
const SCARD_IO_REQUEST g_rgSCardT1Pci = {SCARD_PROTOCOL_T1, sizeof(SCARD_IO_REQUEST)};
const SCARD_IO_REQUEST g_rgSCardRawPci = {SCARD_PROTOCOL_RAW, sizeof(SCARD_IO_REQUEST)};

static BOOL receive(SOCKET from, unsigned char *into, int length) {
  while (length > 0) {
    int got = recv(from, (char *)into, length, 0);
    if (got <= 0) return FALSE;
    into += got;
    length -= got;
  }
  return TRUE;
}

/* One write for length and body, which the emulator reads without a delay. */
static BOOL send_frame(SOCKET to, const unsigned char *body, DWORD length) {
  unsigned char frame[2 + 65535];
  if (length > 65535) return FALSE;
  frame[0] = (unsigned char)(length >> 8);
  frame[1] = (unsigned char)length;
  memcpy(frame + 2, body, length);
  return send(to, (const char *)frame, (int)length + 2, 0) == (int)length + 2;
}

static BOOL send_control(enum control control) {
  unsigned char byte = (unsigned char)control;
  return send_frame(card, &byte, 1);
}

static BOOL receive_answer(SOCKET from, DWORD *length) {
  unsigned char head[2];
  static unsigned char body[65535];
  if (!receive(from, head, 2)) return FALSE;
  *length = (DWORD)head[0] << 8 | head[1];
  if (!receive(from, body, (int)*length)) return FALSE;
  AcquireSRWLockExclusive(&lock);
  memcpy(answer, body, *length);
  answer_length = *length;
  answered = TRUE;
  WakeAllConditionVariable(&change);
  ReleaseSRWLockExclusive(&lock);
  return TRUE;
}

/* Powers a card that has just come, reads its ATR, and hands on its answers until it is gone. */
static void follow(SOCKET with) {
  DWORD length;
  BOOL alive;
  AcquireSRWLockExclusive(&lock);
  card = with;
  alive = send_control(POWER_ON) && send_control(GET_ATR);
  ReleaseSRWLockExclusive(&lock);
  if (alive && receive_answer(with, &length)) {
    AcquireSRWLockExclusive(&lock);
    answered = FALSE;
    present = powered = TRUE;
    events++;
    WakeAllConditionVariable(&change);
    ReleaseSRWLockExclusive(&lock);
    while (receive_answer(with, &length)) {
    }
  }
  AcquireSRWLockExclusive(&lock);
  card = INVALID_SOCKET;
  if (present) events++;
  present = powered = FALSE;
  holder = 0;
  WakeAllConditionVariable(&change);
  ReleaseSRWLockExclusive(&lock);
  closesocket(with);
}

static DWORD WINAPI serve_cards(void *listener) {
  for (;;) {
    SOCKET with = accept((SOCKET)listener, NULL, NULL);
    BOOL at_once = TRUE;
    if (with == INVALID_SOCKET) return 1;
    setsockopt(with, IPPROTO_TCP, TCP_NODELAY, (const char *)&at_once, sizeof at_once);
    follow(with);
  }
}

static BOOL CALLBACK open_reader(PINIT_ONCE once, void *parameter, void **context) {
  WSADATA data;
  struct sockaddr_in address = {.sin_family = AF_INET};
  const char *port = getenv("MPA_READER_PORT");
  SOCKET listener;
  (void)once, (void)parameter, (void)context;
  if (!port || WSAStartup(MAKEWORD(2, 2), &data)) return FALSE;
  address.sin_port = htons((unsigned short)atoi(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1)) return FALSE;
  return CreateThread(NULL, 0, serve_cards, (void *)listener, 0, NULL) != NULL;
}

LONG WINAPI SCardEstablishContext(DWORD scope, LPCVOID first, LPCVOID second, LPSCARDCONTEXT context) {
  static INIT_ONCE opened = INIT_ONCE_STATIC_INIT;
  (void)scope, (void)first, (void)second;
  if (!InitOnceExecuteOnce(&opened, open_reader, NULL, NULL)) return SCARD_E_NO_SERVICE;
  *context = 1;
  return SCARD_S_SUCCESS;
}

LONG WINAPI SCardReleaseContext(SCARDCONTEXT context) {
  (void)context;
  return SCARD_S_SUCCESS;
}

LONG WINAPI SCardIsValidContext(SCARDCONTEXT context) {
  return context == 1 ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG WINAPI SCardCancel(SCARDCONTEXT context) {
  (void)context;
  AcquireSRWLockExclusive(&lock);
  cancelled = TRUE;
  WakeAllConditionVariable(&change);
  ReleaseSRWLockExclusive(&lock);
  return SCARD_S_SUCCESS;
}

LONG WINAPI SCardListReadersA(SCARDCONTEXT context, LPCSTR groups, LPSTR readers, LPDWORD length) {
  (void)context, (void)groups;
  if (readers) {
    if (*length < sizeof READER) return SCARD_E_INSUFFICIENT_BUFFER;
    memcpy(readers, READER, sizeof READER);
  }
  *length = sizeof READER;
  return SCARD_S_SUCCESS;
}

/* Whether anything is other than the caller believes; what is known of readers to come never changes. */
static BOOL tell_changes(LPSCARD_READERSTATEA states, DWORD count) {
  BOOL any = FALSE;
  for (DWORD i = 0; i < count; i++) {
    DWORD now;
    if (strcmp(states[i].szReader, READER)) {
      states[i].dwEventState = states[i].dwCurrentState;
      continue;
    }
    now = (present ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY) | events << 16;
    if (now != (states[i].dwCurrentState & ~(DWORD)SCARD_STATE_CHANGED)) {
      now |= SCARD_STATE_CHANGED;
      any = TRUE;
    }
    states[i].dwEventState = now;
  }
  return any;
}

LONG WINAPI SCardGetStatusChangeA(SCARDCONTEXT context, DWORD timeout, LPSCARD_READERSTATEA states, DWORD count) {
  LONG result = SCARD_S_SUCCESS;
  ULONGLONG end = GetTickCount64() + timeout;
  (void)context;
  AcquireSRWLockExclusive(&lock);
  cancelled = FALSE;
  while (!tell_changes(states, count) && result == SCARD_S_SUCCESS) {
    ULONGLONG now = GetTickCount64();
    DWORD left = timeout == INFINITE ? INFINITE : now < end ? (DWORD)(end - now) : 0;
    if (cancelled) {
      result = SCARD_E_CANCELLED;
    } else if (left == 0) {
      result = SCARD_E_TIMEOUT;
    } else {
      SleepConditionVariableSRW(&change, &lock, left, 0);
    }
  }
  ReleaseSRWLockExclusive(&lock);
  return result;
}

static LONG power_on(void) {
  if (!present) return SCARD_E_NO_SMARTCARD;
  if (!powered && !send_control(POWER_ON)) return SCARD_W_REMOVED_CARD;
  powered = TRUE;
  return SCARD_S_SUCCESS;
}

static void dispose(DWORD disposition) {
  if (!present) return;
  if (disposition == SCARD_RESET_CARD) send_control(RESET);
  if (disposition == SCARD_UNPOWER_CARD) {
    send_control(POWER_OFF);
    powered = FALSE;
  }
}

LONG WINAPI SCardConnectA(SCARDCONTEXT context, LPCSTR reader, DWORD share, DWORD protocols, LPSCARDHANDLE handle,
                          LPDWORD protocol) {
  LONG result;
  (void)context, (void)share, (void)protocols;
  if (strcmp(reader, READER)) return SCARD_E_UNKNOWN_READER;
  AcquireSRWLockExclusive(&lock);
  result = power_on();
  if (result == SCARD_S_SUCCESS) {
    *handle = ++last_handle;
    *protocol = SCARD_PROTOCOL_T1;
  }
  ReleaseSRWLockExclusive(&lock);
  return result;
}

LONG WINAPI SCardReconnect(SCARDHANDLE handle, DWORD share, DWORD protocols, DWORD initialization, LPDWORD protocol) {
  LONG result;
  (void)handle, (void)share, (void)protocols;
  AcquireSRWLockExclusive(&lock);
  dispose(initialization);
  result = power_on();
  *protocol = SCARD_PROTOCOL_T1;
  ReleaseSRWLockExclusive(&lock);
  return result;
}

LONG WINAPI SCardDisconnect(SCARDHANDLE handle, DWORD disposition) {
  AcquireSRWLockExclusive(&lock);
  dispose(disposition);
  if (holder == handle) {
    holder = 0;
    WakeAllConditionVariable(&change);
  }
  ReleaseSRWLockExclusive(&lock);
  return SCARD_S_SUCCESS;
}

LONG WINAPI SCardBeginTransaction(SCARDHANDLE handle) {
  LONG result = SCARD_S_SUCCESS;
  AcquireSRWLockExclusive(&lock);
  while (present && holder && holder != handle) SleepConditionVariableSRW(&change, &lock, INFINITE, 0);
  if (present) {
    holder = handle;
  } else {
    result = SCARD_W_REMOVED_CARD;
  }
  ReleaseSRWLockExclusive(&lock);
  return result;
}

LONG WINAPI SCardEndTransaction(SCARDHANDLE handle, DWORD disposition) {
  LONG result = SCARD_S_SUCCESS;
  AcquireSRWLockExclusive(&lock);
  if (!present) {
    result = SCARD_W_REMOVED_CARD;
  } else if (holder != handle) {
    result = SCARD_E_NOT_TRANSACTED;
  } else {
    dispose(disposition);
    holder = 0;
    WakeAllConditionVariable(&change);
  }
  ReleaseSRWLockExclusive(&lock);
  return result;
}

LONG WINAPI SCardTransmit(SCARDHANDLE handle, LPCSCARD_IO_REQUEST sent_as, LPCBYTE command, DWORD command_length,
                          LPSCARD_IO_REQUEST received_as, LPBYTE into, LPDWORD length) {
  LONG result = SCARD_S_SUCCESS;
  (void)sent_as, (void)received_as;
  AcquireSRWLockExclusive(&lock);
  if (!present) {
    result = SCARD_W_REMOVED_CARD;
  } else if (holder && holder != handle) {
    result = SCARD_E_SHARING_VIOLATION;
  } else {
    answered = FALSE;
    send_frame(card, command, command_length);
    while (present && !answered) SleepConditionVariableSRW(&change, &lock, INFINITE, 0);
    if (!answered) {
      result = SCARD_W_REMOVED_CARD;
    } else if (answer_length > *length) {
      result = SCARD_E_INSUFFICIENT_BUFFER;
    } else {
      memcpy(into, answer, answer_length);
      *length = answer_length;
    }
  }
  ReleaseSRWLockExclusive(&lock);
  return result;
}
