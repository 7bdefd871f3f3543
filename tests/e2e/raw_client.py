"""A client that may break every rule: bytes, frames and requests, well made or not, over a plain socket.

Nothing here waits without a deadline, and every wait is for an event.
"""

import base64
import collections
import contextlib
import json
import os
import select
import socket
import struct
import threading
import time
import zlib

PATIENCE = 5  # seconds

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
ACCEPTED_KEY = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='  # the example of RFC 6455 section 1.3

Frame = collections.namedtuple('Frame', 'opcode payload final')
Answer = collections.namedtuple('Answer', 'status headers body')


# ---- bytes ----

def frame(opcode, payload=b'', *, final=True, reserved=0, masked=True, claim=None, width=None):
    """A frame as a client sends it, or as it must not.

    `claim`: the length in the header, where it is not the true one; `width`: bytes of the length, 1, 2 or 8.
    """
    length = len(payload) if claim is None else claim
    width = width or (1 if length < 126 else 2 if length < 65_536 else 8)
    head = bytes([final << 7 | reserved << 4 | opcode])
    mask_bit = masked << 7
    head += {1: lambda: bytes([mask_bit | length]),
             2: lambda: bytes([mask_bit | 126]) + struct.pack('>H', length),
             8: lambda: bytes([mask_bit | 127]) + struct.pack('>Q', length)}[width]()
    if not masked:
        return head + payload
    key = os.urandom(4)
    stream = int.from_bytes((key * (len(payload) // 4 + 1))[:len(payload)], 'big')
    return head + key + (int.from_bytes(payload, 'big') ^ stream).to_bytes(len(payload), 'big')


def text(what, **how):
    return frame(TEXT, what.encode() if isinstance(what, str) else what, **how)


def close(code, reason=b''):
    return frame(CLOSE, struct.pack('>H', code) + reason)


def event(**fields):
    return text(json.dumps(fields))


def request(target='/chat/lobby', *, method='GET', version='1.1', without=(), extra=(), body=b'', **headers):
    """An upgrade; `headers` replace those of a good one by their name in lower case with underscores."""
    good = {'host': 'localhost', 'upgrade': 'websocket', 'connection': 'Upgrade', 'sec_websocket_key': KEY,
            'sec_websocket_version': '13', **headers}
    lines = [f'{name.replace("_", "-")}: {value}' for name, value in good.items() if name not in without]
    return '\r\n'.join([f'{method} {target} HTTP/{version}', *lines, *extra, '', '']).encode('latin-1') + body


def get(target, *headers, method='GET', body=b''):
    head = '\r\n'.join([f'{method} {target} HTTP/1.1', 'Host: localhost', *headers, '', ''])
    return head.encode('latin-1') + body


# ---- a client ----

class Ended(Exception):
    """The server has ended the connection."""


class Peer:
    """A TCP connection whose every wait ends by a deadline."""

    def __init__(self, port, *, receive_buffer=None, tls=None):
        self._socket = socket.socket()
        self._in = bytearray()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(('127.0.0.1', port))
        if tls:
            self._socket = tls.wrap_socket(self._socket, server_hostname='localhost')

    def send(self, data):
        """Returns whether all of it was taken; False: the server is gone or takes no more."""
        try:
            self._socket.settimeout(PATIENCE)
            self._socket.sendall(data)
        except OSError:
            return False
        return True

    @contextlib.contextmanager
    def sending(self, data):
        """Sends while the caller reads."""
        sender = threading.Thread(target=self.send, args=[data])
        sender.start()
        try:
            yield
        finally:
            sender.join()

    def _more(self, deadline):
        ready = select.select([self._socket], [], [], max(0, deadline - time.monotonic()))[0]
        if not ready:
            raise AssertionError(f'no answer in time; so far: {bytes(self._in[:200])!r}')
        try:
            data = self._socket.recv(65_536)
        except ConnectionError:
            raise Ended from None
        if not data:
            raise Ended
        self._in += data

    def _take(self, count, deadline):
        while len(self._in) < count:
            self._more(deadline)
        taken = bytes(self._in[:count])
        del self._in[:count]
        return taken

    def answer(self, patience=PATIENCE):
        """Reads an HTTP answer."""
        deadline = time.monotonic() + patience
        while b'\r\n\r\n' not in self._in:
            self._more(deadline)
        head = self._take(self._in.index(b'\r\n\r\n') + 4, deadline).decode('latin-1').split('\r\n')
        headers = {name.lower(): value for name, value in (line.split(': ', 1) for line in head[1:] if line)}
        body = self._take(int(headers.get('content-length', 0)), deadline)
        return Answer(int(head[0].split(' ')[1]), headers, body)

    def frame(self, patience=PATIENCE, *, packed=False):
        """`packed`: it may be compressed (RSV1), and is unpacked then."""
        deadline = time.monotonic() + patience
        first, second = self._take(2, deadline)
        if first & (0x30 if packed else 0x70) or second & 0x80:
            raise AssertionError(f'a server must not send a frame that starts {first:02x} {second:02x}')
        length = second
        if second > 125:
            width = {126: 2, 127: 8}[second]
            length = int.from_bytes(self._take(width, deadline), 'big')
        payload = self._take(length, deadline)
        if first & 0x40:
            payload = zlib.decompressobj(-15).decompress(payload + b'\0\0\xff\xff')
        return Frame(first & 0x0F, payload, bool(first & 0x80))

    def message(self, patience=PATIENCE):
        """The next data frame; pings are answered."""
        while (got := self.frame(patience)).opcode not in (TEXT, BINARY):
            if got.opcode == PING:
                self.send(frame(PONG, got.payload))
            if got.opcode == CLOSE:
                raise AssertionError(f'closed while a message was due: {got.payload!r}')
        return got.payload

    def event(self, wanted=None, patience=PATIENCE):
        """The next event, or the next of this type. What comes must be UTF-8 and JSON."""
        while wanted not in (None, (got := json.loads(self.message(patience).decode()))['type']):
            pass
        return got

    def ask(self, data, wanted=None):
        self.send(data)
        return self.event(wanted)

    def close_code(self, patience=PATIENCE):
        """Reads on to the close frame. 1005: it has no code; 1006: the connection ended without one."""
        deadline = time.monotonic() + patience
        with contextlib.suppress(Ended):
            while (got := self.frame(deadline - time.monotonic())).opcode != CLOSE:
                pass
            got.payload[2:].decode()
            return struct.unpack('>H', got.payload[:2])[0] if got.payload else 1005
        return 1006

    def end(self, patience=PATIENCE):
        """Waits until the server ends the connection. Returns what it sent before."""
        deadline = time.monotonic() + patience
        with contextlib.suppress(Ended):
            while True:
                self._more(deadline)
        return bytes(self._in)

    def ended(self):
        """Whether the server has ended the connection by now."""
        with contextlib.suppress(Ended):
            while select.select([self._socket], [], [], 0)[0]:
                self._more(time.monotonic())
            return False
        return True

    def fileno(self):
        return self._socket.fileno()

    def certificate(self):
        """What the server showed, with TLS."""
        return self._socket.getpeercert(binary_form=True)

    def reset(self):
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()


def upgraded(port, target='/chat/lobby', *, receive_buffer=None, tls=None, **headers):
    """An open WebSocket."""
    peer = Peer(port, receive_buffer=receive_buffer, tls=tls)
    try:
        peer.send(request(target, **headers))
        answer = peer.answer()
        accepted = base64.b64decode(answer.headers.get('sec-websocket-accept', ''))
        if answer.status != 101 or accepted != base64.b64decode(ACCEPTED_KEY):
            raise AssertionError(f'no WebSocket: {answer}')
    except BaseException:
        peer.reset()
        raise
    return peer
