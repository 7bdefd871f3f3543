"""A WebSocket client down to the bytes, and a troupe-chat that echoes to it: for the conformance test.

TROUPE_CHAT      the program

Nothing here waits without a deadline. All times in seconds.
"""

import base64
import collections
import hashlib
import random
import socket
import struct
import time

from hostile import Server

PATIENCE = 20
SHORT_WAIT = 0.000_5  # so that the server reads the pieces one by one
SHORTEST_WAIT = 0.000_01  # the suite's, between the chops of a large message

FRAMES = 'frames'
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

Event = collections.namedtuple('Event', 'opcode payload')


# ---- the server ----

class EchoServer(Server):
    """Returns what it gets, on a free port."""

    def __init__(self, *arguments):
        super().__init__('--debug-routes', '--log-level', 'warning', *arguments)

    def stop(self):
        """Asks it to end, and checks that it does so in order."""
        code = super().stop()
        assert code == 0, f'the server ended with {code}'


# ---- bytes ----

def header(opcode, length, *, final=True, reserved=0, mask):
    first = final << 7 | reserved << 4 | opcode
    if length < 126:
        head = struct.pack('!BB', first, 0x80 | length)
    elif length < 0x10000:
        head = struct.pack('!BBH', first, 0x80 | 126, length)
    else:
        head = struct.pack('!BBQ', first, 0x80 | 127, length)
    return head + mask


def masked(payload, mask):
    size = len(payload)
    keys = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, 'big') ^ int.from_bytes(keys, 'big')).to_bytes(size, 'big')


def frame(opcode, payload=b'', *, final=True, reserved=0):
    """As a client sends it; `reserved`: the three bits RSV1 (4), RSV2 (2) and RSV3 (1)."""
    mask = random.randbytes(4)
    return header(opcode, len(payload), final=final, reserved=reserved, mask=mask) + masked(payload, mask)


def fragments(opcode, payload, size):
    """One message in frames of `size` bytes; the last may be shorter."""
    starts = range(0, len(payload), size)
    return [frame(CONTINUATION if at else opcode, payload[at:at + size], final=at == starts[-1]) for at in starts]


def close_frame(code=None, reason=b''):
    return frame(CLOSE, (b'' if code is None else struct.pack('!H', code)) + reason)


# ---- a client ----

class Client:
    """After the opening handshake. Gives whole messages and control frames as they come."""

    def __init__(self, port, path='/debug/echo'):
        self._socket = socket.create_connection(('127.0.0.1', port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = bytearray()
        self._message = None  # the opcode and the payload so far
        try:
            self._shake_hands(port, path)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def _shake_hands(self, port, path):
        key = base64.b64encode(random.randbytes(16)).decode()
        self._socket.sendall((f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n'
                              f'Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n'
                              'Sec-WebSocket-Version: 13\r\n\r\n').encode())
        deadline = time.monotonic() + PATIENCE
        while b'\r\n\r\n' not in self._read:
            assert self._receive(deadline), f'no answer to the handshake, but {bytes(self._read)!r}'
        head, _, self._read = self._read.partition(b'\r\n\r\n')
        proof = base64.b64encode(hashlib.sha1(f'{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11'.encode()).digest())
        assert head.startswith(b'HTTP/1.1 101 ') and proof in head, f'refused: {bytes(head)!r}'

    def send_all(self, frames, chop=None):
        """In one piece; or, with a short wait after each, frame by frame (`FRAMES`) or `chop` bytes at a time."""
        if chop is None:
            self.send(b''.join(frames))
            return
        if chop == FRAMES:
            pieces = frames
        else:
            data = b''.join(frames)
            pieces = (data[at:at + chop] for at in range(0, len(data), chop))
        pause = SHORTEST_WAIT if len(frames) == 1 and len(frames[0]) > 1024 else SHORT_WAIT
        for piece in pieces:
            self.send(piece)
            time.sleep(pause)

    def send(self, data):
        self._socket.settimeout(PATIENCE)
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The server has ended it; what came before that can still be read.

    def event(self, patience=PATIENCE):
        """Returns the next Event, or None: nothing within `patience`.

        Raises EOFError when the server has ended its side, ConnectionResetError if it did so by force.
        """
        deadline = time.monotonic() + patience
        while (found := self._next_event()) is None:
            if not self._receive(deadline):
                return None
        return found

    def _receive(self, deadline):
        self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            more = self._socket.recv(1 << 18)
        except TimeoutError:
            return False
        if not more:
            assert not self._read, f'the stream ends inside a frame: {bytes(self._read[:80])!r}'
            raise EOFError
        self._read += more
        return True

    def _next_event(self):
        while (got := self._next_frame()) is not None:
            opcode, payload, final = got
            if opcode >= CLOSE:
                assert final and len(payload) <= 125, f'bad control frame: {got}'
                return Event(opcode, payload)
            assert (opcode == CONTINUATION) == (self._message is not None), 'bad order of fragments'
            kind, before = self._message or (opcode, b'')
            self._message = (kind, before + payload)
            if final:
                done, self._message = Event(*self._message), None
                return done
        return None

    def _next_frame(self):
        data = self._read
        if len(data) < 2:
            return None
        short, start = data[1] & 0x7F, 2 + {126: 2, 127: 8}.get(data[1] & 0x7F, 0)
        assert not data[1] & 0x80, 'a server must not mask'
        assert not data[0] & 0x70, 'reserved bits are set'
        length = short if start == 2 else int.from_bytes(data[2:start], 'big')
        if len(data) < start + length:
            return None
        payload = bytes(data[start:start + length])
        opcode, final = data[0] & 0x0F, bool(data[0] & 0x80)
        del data[:start + length]
        return opcode, payload, final
