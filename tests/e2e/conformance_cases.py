"""What the conformance test sends and expects, under the numbers of the Autobahn test suite."""

import collections

from rfc6455 import BINARY, CLOSE, CONTINUATION, FRAMES, PING, PONG, TEXT, Event, close_frame, fragments, frame

KIB, MIB = 2**10, 2**20
OCTETS = 1
NORMAL, PROTOCOL_ERROR, BAD_UTF8 = 1000, 1002, 1007

# frames   sent first, in one piece
# events   that must come: these and nothing else before the closing frames
# then     sent after the first event
# closing  sent after all events: a client that closes; none: the server must fail the connection
# codes    of the server's close frame; None: without a code
# chop     how `frames` and `then` are cut up: not, into frames, or into so many bytes
Case = collections.namedtuple('Case', 'number frames events then closing codes chop',
                              defaults=((), (), (), (close_frame(NORMAL),), (NORMAL,), None))


def fails(number, frames, events=(), code=PROTOCOL_ERROR, chop=None):
    return Case(number, frames, events, closing=(), codes=(code,), chop=chop)


def echoes(number, frames, opcode, payload, chop=None):
    return Case(number, frames, (Event(opcode, payload),), chop=chop)


def numbered(group, items):
    return ((f'{group}.{i}', item) for i, item in enumerate(items, 1))


# ---- 1 framing, 2 pings, 3 reserved bits, 4 opcodes ----

def framing():
    sizes = [(0, None), (125, None), (126, None), (127, None), (128, None), (65_535, None), (65_536, None),
             (65_536, 997)]
    for group, opcode, byte in (('1.1', TEXT, b'*'), ('1.2', BINARY, b'\xfe')):
        for number, (size, chop) in numbered(group, sizes):
            yield echoes(number, (frame(opcode, byte * size),), opcode, byte * size, chop)
    # Not in the suite: that an empty message has its own kind, not the one before's.
    mixed = [(TEXT, b'a'), (BINARY, b''), (TEXT, b''), (BINARY, b'a'), (TEXT, b''), (BINARY, b'')]
    for chop in (None, FRAMES):
        yield Case('1.2.1', [frame(*x) for x in mixed], [Event(*x) for x in mixed], chop=chop)


def pings():
    for number, payload in numbered('2', (b'', b'Hello, world!', bytes.fromhex('00fffefdfcfb00ff'), b'\xfe' * 125)):
        yield echoes(number, (frame(PING, payload),), PONG, payload)
    yield fails('2.5', (frame(PING, b'\xfe' * 126),))
    yield echoes('2.6', (frame(PING, b'\xfe' * 125),), PONG, b'\xfe' * 125, OCTETS)
    yield Case('2.7', closing=(frame(PONG), close_frame(NORMAL)))
    unasked = frame(PONG, b'unsolicited pong payload')
    yield Case('2.8', closing=(unasked, close_frame(NORMAL)))
    yield echoes('2.9', (unasked, frame(PING, b'ping payload')), PONG, b'ping payload')
    payloads = [b'payload-%d' % i for i in range(10)]
    for number, chop in (('2.10', None), ('2.11', OCTETS)):
        yield Case(number, [frame(PING, x) for x in payloads], [Event(PONG, x) for x in payloads], chop=chop)


def reserved_bits():
    text, noise = b'Hello, world!', bytes.fromhex('00fffefdfcfb00ff')
    yield fails('3.1', (frame(TEXT, text, reserved=1),))
    for bits, chop in ((2, None), (3, FRAMES), (4, OCTETS)):
        yield fails(f'3.{bits}', (frame(TEXT, text), frame(TEXT, text, reserved=bits), frame(PING)),
                    (Event(TEXT, text),), chop=chop)
    yield fails('3.5', (frame(BINARY, noise, reserved=5),))
    yield fails('3.6', (frame(PING, text, reserved=6),))
    yield fails('3.6', (frame(BINARY, text, reserved=6),))  # says ping, but sends this
    yield fails('3.7', (frame(CLOSE, reserved=7),))


def opcodes():
    text = b'Hello, world!'
    for group, first in (('4.1', 3), ('4.2', 11)):
        yield fails(f'{group}.1', (frame(first),))
        yield fails(f'{group}.2', (frame(first + 1, b'reserved opcode payload'),))
        for i, payload, chop in ((2, b'', None), (3, text, None), (4, text, OCTETS)):
            yield fails(f'{group}.{i + 1}', (frame(TEXT, text), frame(first + i, payload), frame(PING)),
                        (Event(TEXT, text),), chop=chop)


# ---- 5 fragmentation ----

def fragmentation():
    one, two = b'fragment1', b'fragment2'
    start, end = frame(TEXT, one, final=False), frame(CONTINUATION, two)
    chops = (None, FRAMES, OCTETS)
    yield fails('5.1', (frame(PING, one, final=False), end))
    yield fails('5.2', (frame(PONG, one, final=False), end))
    for number, chop in zip(('5.3', '5.4', '5.5'), chops):
        yield echoes(number, (start, end), TEXT, one + two, chop)
    for number, chop in zip(('5.6', '5.7', '5.8'), chops):
        yield Case(number, (start, frame(PING, b'ping payload'), end),
                   (Event(PONG, b'ping payload'), Event(TEXT, one + two)), chop=chop)
    for first, final in ((9, True), (12, False)):
        lost = frame(CONTINUATION, b'non-continuation payload', final=final)
        for i, chop in enumerate(chops):
            yield fails(f'5.{first + i}', (lost, frame(TEXT, b'Hello, world!')), chop=chop)
    yield fails('5.15', (start, end, frame(CONTINUATION, b'fragment3', final=False), frame(TEXT, b'fragment4')),
                (Event(TEXT, one + two),))
    for number, final in (('5.16', False), ('5.17', True)):
        yield fails(number, 2 * (frame(CONTINUATION, one, final=final), frame(TEXT, two, final=False),
                                 frame(CONTINUATION, b'fragment3')))
    yield fails('5.18', (start, frame(TEXT, two)))
    pieces = [b'fragment%d' % i for i in range(1, 6)]
    inner = [frame(CONTINUATION, x, final=False) for x in pieces[1:4]]
    for number, chop in (('5.19', None), ('5.20', FRAMES)):
        yield Case(number, (start, inner[0], frame(PING, b'pongme 1!')),
                   (Event(PONG, b'pongme 1!'), Event(PONG, b'pongme 2!'), Event(TEXT, b''.join(pieces))),
                   (*inner[1:], frame(PING, b'pongme 2!'), frame(CONTINUATION, pieces[4])), chop=chop)


# ---- 6 UTF-8 ----

KOSME = bytes.fromhex('cebae1bdb9cf83cebcceb5')
BROKEN = KOSME + bytes.fromhex('eda080') + b'edited'  # a surrogate
TOO_HIGH = KOSME + bytes.fromhex('f4908080') + b'edited'  # U+110000
# Where the last one is cut: before the bad code point and behind it, then around the first octet that is wrong.
FAIL_FAST = (('6.4.1', FRAMES, (11, 15)), ('6.4.2', FRAMES, (12, 13)), ('6.4.3', None, (11, 15)),
             ('6.4.4', None, (12, 13)))

_CUT_SHORT = 'c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf'
_LEADS = ((0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB), (0xFC, 0xFD))  # without the second of each
_NONCHARACTERS = ' '.join(
    ['efbfbe efbfbf', *(chr(plane << 16 | low).encode().hex()
                        for plane in (3, 7, 11, 15, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16)
                        for low in (0xFFFE, 0xFFFF))])

# In hexadecimal, after Markus Kuhn's UTF-8 decoder stress test; which are valid, Python's decoder knows.
SEQUENCES = {
    '6.5': ' '.join(f'hello{x}world'.encode().hex() for x in '$¢€\U00024b62') + ' ' + KOSME.hex(),
    '6.6': ' '.join(KOSME[:i].hex() for i in range(1, len(KOSME) + 1)),
    '6.7': '00 c280 e0a080 f0908080',
    '6.8': 'f888808080 fc8480808080',
    '6.9': '7f dfbf efbfbf f48fbfbf',
    '6.10': 'f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf',
    '6.11': 'ed9fbf ee8080 efbfbd f48fbfbf f4908080',
    '6.12': '80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf ' + bytes(range(0x80, 0xBF)).hex(),
    '6.13': ' '.join(''.join(f'{byte:02x}20' for byte in range(*leads)) for leads in _LEADS),
    '6.14': _CUT_SHORT,
    '6.15': _CUT_SHORT.replace(' ', ''),
    '6.16': 'fe ff fefeffff',
    '6.17': 'c0af e080af f08080af f8808080af fc80808080af',
    '6.18': 'c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf',
    '6.19': 'c080 e08080 f0808080 f880808080 fc8080808080',
    '6.20': 'eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf',
    '6.21': 'eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf '
            'edae80edb080 edae80edbfbf edafbfedb080 edafbfedbfbf',
    '6.22': _NONCHARACTERS,
    '6.23': 'efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf',
}


def sequences():
    for group, items in SEQUENCES.items():
        yield from numbered(group, map(bytes.fromhex, items.split()))


def valid(text):
    return text.decode(errors='replace').encode() == text


def utf8():
    yield echoes('6.1.1', (frame(TEXT),), TEXT, b'')
    more, last = frame(CONTINUATION, final=False), frame(CONTINUATION)
    yield echoes('6.1.2', (frame(TEXT, final=False), more, last), TEXT, b'')
    yield echoes('6.1.2', (frame(BINARY, final=False), more, last), BINARY, b'')  # not in the suite
    middle = b'middle frame payload'
    yield echoes('6.1.3', (frame(TEXT, final=False), frame(CONTINUATION, middle, final=False), last), TEXT, middle)
    left, right = 'Hello-µ@ßöä'.encode(), 'üàá-UTF-8!!'.encode()
    yield echoes('6.2.1', (frame(TEXT, left + right),), TEXT, left + right)
    yield echoes('6.2.2', (frame(TEXT, left, final=False), frame(CONTINUATION, right)), TEXT, left + right)
    yield echoes('6.2.3', fragments(TEXT, left + right, 1), TEXT, left + right)
    yield echoes('6.2.4', fragments(TEXT, KOSME, 1), TEXT, KOSME)
    yield fails('6.3.1', (frame(TEXT, BROKEN),), code=BAD_UTF8)
    yield fails('6.3.2', fragments(TEXT, BROKEN, 1), code=BAD_UTF8)
    # Not in the suite: cut short, which only an empty last frame shows.
    yield fails('6.6.1', (frame(TEXT, KOSME[:1], final=False), last), code=BAD_UTF8)
    for number, text in sequences():
        for frames in ((frame(TEXT, text),), fragments(TEXT, text, 1)):  # the second is not in the suite
            yield echoes(number, frames, TEXT, text) if valid(text) else fails(number, frames, code=BAD_UTF8)


# ---- 7 closing ----

def closing():
    hello = frame(TEXT, b'Hello World!')
    normal = close_frame(NORMAL)
    yield echoes('7.1.1', (hello,), TEXT, b'Hello World!')
    yield Case('7.1.2', closing=(normal, close_frame()))
    yield Case('7.1.3', closing=(normal, frame(PING)))
    yield Case('7.1.4', closing=(normal, hello))
    yield Case('7.1.5', closing=(frame(TEXT, b'fragment1', final=False), normal, frame(CONTINUATION, b'fragment2')))
    # The suite takes anything here. What was sent before the close must come back, nothing that was sent after it.
    big = (b'BAsd7&jh23' * 26_215)[:256 * KIB]
    yield Case('7.1.6', closing=(frame(TEXT, big), hello, normal, frame(PING)),
               events=(Event(TEXT, big), Event(TEXT, b'Hello World!')))
    yield Case('7.3.1', closing=(close_frame(),), codes=(None, NORMAL))
    yield Case('7.3.2', closing=(close_frame(reason=b'a'),), codes=(PROTOCOL_ERROR,))
    for number, reason in (('7.3.3', b''), ('7.3.4', b'Hello World!'), ('7.3.5', b'*' * 123)):
        yield Case(number, closing=(close_frame(NORMAL, reason),))
    yield Case('7.3.6', closing=(close_frame(NORMAL, b'*' * 124),), codes=(PROTOCOL_ERROR,))
    yield Case('7.5.1', closing=(close_frame(NORMAL, BROKEN),), codes=(PROTOCOL_ERROR, BAD_UTF8))
    good = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    for number, code in numbered('7.7', good):
        yield Case(number, closing=(close_frame(code),), codes=(code,))
    for number, code in numbered('7.9', (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)):
        yield Case(number, closing=(close_frame(code),), codes=(PROTOCOL_ERROR,))
    for number, code in numbered('7.13', (5000, 65_535)):  # undefined, says the suite
        yield Case(number, closing=(close_frame(code),), codes=(PROTOCOL_ERROR, code, NORMAL))


# ---- 9 limits, 10 automatic fragmentation ----

SIZES = (64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB)
ROUND_TRIPS, ROUND_TRIP_SIZES = 1000, (0, 16, 64, 256, KIB, 4 * KIB)


def limits():
    """Of the groups with a row of fragment or chop sizes (9.3 to 9.6) only the extremes: the others only add time."""
    patterns = ((TEXT, b'BAsd7&jh23', b'*'), (BINARY, bytes.fromhex('00fe23faf0'), b'\xfe'))
    for odd, (opcode, pattern, byte) in zip((1, 2), patterns):
        for number, size in numbered(f'9.{odd}', SIZES):
            payload = (pattern * (size // len(pattern) + 1))[:size]
            yield echoes(number, (frame(opcode, payload),), opcode, payload)
        payload = byte * 4 * MIB
        for number, size in ((f'9.{odd + 2}.1', 64), (f'9.{odd + 2}.8', MIB), (f'9.{odd + 2}.9', 4 * MIB)):
            yield echoes(number, fragments(opcode, payload, size), opcode, payload)
        payload = (pattern * MIB)[:MIB]
        for number, chop in ((f'9.{odd + 4}.1', 64), (f'9.{odd + 4}.6', 2 * KIB)):
            yield echoes(number, (frame(opcode, payload),), opcode, payload, chop)


def automatic_fragmentation():
    payload = b'*' * 65_536
    yield echoes('10.1.1', fragments(TEXT, payload, 1300), TEXT, payload)
