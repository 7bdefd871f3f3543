"""Frames that break RFC 6455, and those that keep to it in order to do harm."""

import contextlib
import itertools
import struct
import unittest

from hostile import HostileTest
from raw_client import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close, event, frame, text

CHANNELS = ('/debug/echo', '/chat/frames')
MESSAGE_LIMIT = 65_536
MANY = 20_000
FLAT = 8  # MiB that a flood may add


def fragments(payload, size, opcode=TEXT, last=True):
    pieces = [payload[at:at + size] for at in range(0, len(payload), size)]
    return b''.join(frame(opcode if at == 0 else CONTINUATION, piece, final=last and at == len(pieces) - 1)
                    for at, piece in enumerate(pieces))


class Frames(HostileTest):
    arguments = ('--debug-routes',)

    def ends(self, data, *codes):
        """On every channel, the client gets a close frame with one of these codes, and the end of the stream."""
        for channel in CHANNELS:
            with self.open(channel) as client:
                client.send(data)
                self.assertIn(client.close_code(), codes, channel)
                self.assertEqual(client.end(), b'', channel)

    def all_end(self, table, *codes):
        for what, data in table.items():
            with self.hostile(what):
                self.ends(data, *codes)

    def echoes(self, data, payload):
        with self.open('/debug/echo') as client, client.sending(data):
            self.assertEqual(client.message(), payload)

    def test_a_frame_that_breaks_the_rules_closes_with_1002(self):
        self.all_end({
            'unmasked': frame(TEXT, b'{}', masked=False),
            'unmasked and empty': frame(TEXT, masked=False),
            'unmasked ping': frame(PING, b'a', masked=False),
            'unmasked close': frame(CLOSE, b'\x03\xe8', masked=False),
            **{f'reserved bits {bits:03b}': text('{}', reserved=bits) for bits in range(1, 8)},
            **{f'reserved bits {bits:03b} of a ping': frame(PING, reserved=bits) for bits in (1, 2, 4)},
            **{f'opcode {opcode}': frame(opcode) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
            'opcode 3 with a payload': frame(3, b'hello'),
            'fragmented ping': frame(PING, b'a', final=False),
            'fragmented pong': frame(PONG, b'a', final=False),
            'fragmented close': frame(CLOSE, b'\x03\xe8', final=False),
            'ping of 126': frame(PING, b'a' * 126),
            'pong of 126': frame(PONG, b'a' * 126),
            'close of 126': close(1000, b'a' * 124),
            'ping that claims 64 KiB': frame(PING, claim=65_536),
            'continuation without a start': frame(CONTINUATION, b'{}'),
            'unfinished continuation without a start': frame(CONTINUATION, b'{}', final=False),
            'continuation after the end': fragments(b'{}', 1) + frame(CONTINUATION, b'{}'),
            'text inside a text': text('{', final=False) + text('}'),
            'binary inside a text': text('{', final=False) + frame(BINARY, b'}'),
            'text inside an empty start': text('', final=False) + text('{}'),
            'good message first': event(type='ping') + frame(3),
        }, 1002)

    BAD_UTF8 = {
        'no lead byte': b'\x80', 'never a byte': b'a\xff', 'surrogate': b'\xed\xa0\x80',
        'pair of surrogates': b'\xed\xa0\xbd\xed\xb8\x80', 'overlong slash': b'\xc0\xaf', 'overlong NUL': b'\xc0\x80',
        'overlong in 3': b'\xe0\x80\xaf', 'overlong in 4': b'\xf0\x80\x80\xaf', 'above U+10FFFF': b'\xf4\x90\x80\x80',
        'lead byte f5': b'\xf5\x80\x80\x80', 'cut after 1': b'a\xf0', 'cut after 2': b'a\xf0\x9f', 'cut after 3':
        b'a\xf0\x9f\x98', 'cut by a letter': b'\xf0\x9f\x98a', 'cut by a lead': b'\xc3\xc3\xa9',
    }

    def test_text_that_is_not_utf8_closes_with_1007(self):
        for what, bad in self.BAD_UTF8.items():
            with self.hostile(what):
                self.ends(text(bad), 1007)
                self.ends(fragments(b'good ' + bad, 1), 1007)
                self.ends(fragments(b'good ' + bad, 4, last=False) + frame(CONTINUATION), 1007)
                self.ends(text(b'{"type":"chat_message","message":"' + bad + b'"}'), 1007)

    def test_an_empty_message_is_still_a_text_or_a_binary_message(self):
        with self.open('/debug/echo') as client:
            for opcode in (TEXT, BINARY, BINARY, TEXT, TEXT):
                for payload, data in {b'': frame(opcode), b'a': frame(opcode, b'a')}.items():
                    with self.subTest(opcode, payload=payload):
                        client.send(data)
                        self.assertEqual(client.frame()[:2], (opcode, payload))
                with self.subTest(opcode, payload='two empty fragments'):
                    client.send(frame(opcode, final=False) + frame(CONTINUATION))
                    self.assertEqual(client.frame()[:2], (opcode, b''))

    def test_a_code_point_may_be_split_over_fragments(self):
        payload = '\u00e9\u20ac\U0001f600'.encode() * 3
        for size in range(1, len(payload) + 1):
            with self.subTest(size):
                self.echoes(fragments(payload, size), payload)

    def test_a_close_frame_of_one_byte_or_with_a_code_that_is_not_for_the_wire_closes_with_1002(self):
        self.all_end({'1 byte': frame(CLOSE, b'\x03')} | {
            code: close(code) for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999)}, 1002)

    def test_a_close_reason_that_is_not_utf8_closes_with_1007_or_1002(self):
        self.all_end({what: close(1000, bad) for what, bad in self.BAD_UTF8.items()}, 1007, 1002)

    def test_codes_above_4999_are_refused_or_taken(self):
        for code in (5000, 65_535):
            with self.hostile(code):
                self.ends(close(code), 1002, code)

    def test_a_good_close_is_answered_with_its_code(self):
        for code in (1000, 1001, 1003, 1007, 1011, 3000, 4000, 4999):
            for reason in (b'', b'a' * 123, '\u20ac'.encode() * 41):
                with self.subTest(code, reason=reason[:1]):
                    self.ends(close(code, reason), code)
        self.ends(frame(CLOSE), 1000, 1005)

    def test_a_length_above_the_limit_is_refused_from_the_header_alone(self):
        before = self.server.resident()
        for opcode in (TEXT, BINARY):
            for claim in (2**63 - 1, 2**63, 2**64 - 1, 2**30, 2**32, MESSAGE_LIMIT + 1):
                with self.hostile(opcode, claim=claim):
                    self.ends(frame(opcode, claim=claim, width=8), 1009, 1002)
                    self.ends(frame(opcode, b'a', final=False) + frame(CONTINUATION, claim=claim, width=8), 1009, 1002)
        self.assertLess(self.server.resident() - before, FLAT)

    def test_a_length_in_too_many_bytes_is_refused_or_taken(self):
        for payload, width in [(b'', 2), (b'{}', 2), (b'{}', 8), (b' ' * 125, 2), (b' ' * 300, 8), (b' ' * 65_535, 8)]:
            with self.hostile(len(payload), width=width), self.open('/debug/echo') as client:
                client.send(text(payload, width=width))
                got = client.frame()
                self.assertIn((got.opcode, got.payload[:2]), [(TEXT, payload[:2]), (CLOSE, struct.pack('>H', 1002))])

    def test_a_message_over_the_limit_closes_with_1009_however_it_is_cut(self):
        large = b'a' * (MESSAGE_LIMIT + 1)
        self.all_end({'one frame': text(large), '1 KiB fragments': fragments(large, 1024),
                      'endless': fragments(large * 2, 1024, last=False), 'binary': fragments(large, 4096, BINARY),
                      'with pings between': fragments(large[1:], 1024, last=False) + frame(PING) +
                      frame(CONTINUATION, b'a')}, 1009)
        self.echoes(text(large[1:]), large[1:])
        self.echoes(fragments(large[1:], 1024), large[1:])

    def test_very_many_fragments_take_no_memory(self):
        for what, piece in {'empty': b'', 'one byte': b'a'}.items():
            with self.hostile(what), self.open('/debug/echo') as client:
                before = self.server.resident()
                client.send(text('', final=False) + frame(CONTINUATION, piece, final=False) * MANY)
                client.send(frame(PING, b'all there'))
                got = client.frame()
                self.assertLess(self.server.resident() - before, FLAT)
                if got.opcode == PONG:
                    client.send(frame(CONTINUATION, b'z'))
                    self.assertEqual(client.message(), piece * MANY + b'z')
                else:
                    self.assertEqual(got[:2], (CLOSE, struct.pack('>H', 1008)))

    def test_very_many_pings_are_answered_in_order(self):
        pings = [b'%d' % number for number in range(MANY)]
        for channel in CHANNELS:
            with self.hostile(channel), self.open(channel) as client:
                with client.sending(b''.join(frame(PING, payload) for payload in pings)):
                    pongs = (got.payload for got in iter(client.frame, None) if got.opcode == PONG)
                    self.assertEqual(list(itertools.islice(pongs, MANY)), pings)

    def test_very_many_pongs_that_nobody_asked_for_change_nothing(self):
        for channel in CHANNELS:
            with self.hostile(channel), self.open(channel) as client:
                before = self.server.resident()
                client.send(frame(PONG, b'a' * 125) * MANY + frame(PING, b'still there'))
                while (got := client.frame()).opcode != PONG:
                    self.assertEqual(got.opcode, TEXT)
                self.assertLess(self.server.resident() - before, FLAT)

    def test_very_many_empty_messages_are_answered_or_closed_with_1008(self):
        with self.open('/debug/echo') as client, client.sending(frame(TEXT) * MANY + text('last')):
            self.assertEqual([client.message() for _ in range(MANY)], [b''] * MANY)
            self.assertEqual(client.message(), b'last')
        with self.open('/chat/frames') as client, client.sending(frame(TEXT) * MANY):
            self.assertEqual(client.event('error')['code'], 'invalid_json')
            self.assertEqual(client.close_code(), 1008)

    def test_pongs_do_not_pile_up_for_a_client_that_does_not_read(self):
        for channel in CHANNELS:
            with self.hostile(channel), self.open(channel, receive_buffer=4096) as client:
                before = self.server.resident()
                client.send(frame(PING, b'a' * 125) * (10 * MANY))
                self.assertLess(self.server.resident() - before, FLAT)
                self.assertIn(client.close_code(), (1013, 1008, 1006))

    def test_nothing_behind_a_close_frame_counts_and_the_server_ends_the_connection(self):
        with self.open('/chat/closing') as witness:
            witness.event('system')
            with self.hostile(), self.open('/chat/closing') as client:
                client.send(close(1000) + event(type='chat_message', message='too late') + frame(PING) + close(1001))
                self.assertEqual(client.close_code(), 1000)
                client.send(event(type='chat_message', message='much too late'))
                self.assertEqual(client.end(patience=5), b'')
            self.assertEqual([witness.event()['type'] for _ in range(2)], ['user_joined', 'user_left'])
            self.assertEqual(witness.ask(event(type='ping'))['type'], 'pong')

    def test_a_client_that_never_closes_its_side_is_dropped(self):
        with contextlib.ExitStack() as stack:
            idle = [stack.enter_context(self.open('/chat/frames')) for _ in range(20)]
            before = self.server.descriptors()
            for client in idle:
                client.send(frame(3))
            self.assertTrue(self.released(before - len(idle)))

    def test_a_message_may_come_byte_by_byte(self):
        for data in (event(type='ping'), fragments(b'{"type": "ping"}', 3), event(type='ping', fill='a' * 300)):
            with self.open('/chat/slow') as client:
                client.event('system')
                for byte in data:
                    client.send(bytes([byte]))
                client.event('pong')

    def test_frames_that_stall_are_freed_with_their_connections(self):
        before, descriptors = self.server.resident(), self.server.descriptors()
        stalled = [self.open('/debug/echo') for _ in range(30)]
        for client in stalled:
            client.send(fragments(b'a' * 60_000, 1000, last=False) + frame(CONTINUATION, b'a' * 5000, claim=5001))
        self.assert_served()
        for client in stalled:
            client.reset()
        self.assertTrue(self.released(descriptors))
        self.assertLess(self.server.resident() - before, FLAT)


if __name__ == '__main__':
    unittest.main()
