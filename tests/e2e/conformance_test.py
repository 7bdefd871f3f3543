#!/usr/bin/env python3
"""RFC 6455 as the Autobahn test suite checks it: its cases 1 to 7, 9 and 10, in its strict reading.

Each case has its number from there. Stricter than there: the contents of an echo count and not only its
length, a close frame must have come, and the server must end TCP in order and not by a reset.
"""

import struct
import unittest

import conformance_cases as cases
from rfc6455 import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT
from rfc6455 import Client, EchoServer, Event, close_frame, frame, header, masked

DROP_PATIENCE = 1  # the suite's: so soon after the closing handshake the server must have ended TCP
FIRST_PART_REST = 0.1  # how long a part that breaks no rule is watched before the next is sent
MASK = b'\x37\xfa\x21\x3d'


class Conformance(unittest.TestCase):
    longMessage = False

    @classmethod
    def setUpClass(cls):
        cls.server = EchoServer('--max-message-bytes', str(16 * cases.MIB))
        cls.addClassCleanup(cls.server.stop)

    def test_1_framing(self):
        self.run_all(cases.framing())

    def test_2_pings(self):
        self.run_all(cases.pings())

    def test_3_reserved_bits(self):
        self.run_all(cases.reserved_bits())

    def test_4_opcodes(self):
        self.run_all(cases.opcodes())

    def test_5_fragmentation(self):
        self.run_all(cases.fragmentation())

    def test_6_utf8(self):
        self.run_all(cases.utf8())

    def test_7_closing(self):
        self.run_all(cases.closing())

    def test_9_limits(self):
        self.run_all(cases.limits())

    def test_10_automatic_fragmentation(self):
        self.run_all(cases.automatic_fragmentation())

    def test_6_4_fails_as_soon_as_a_message_cannot_become_valid(self):
        for number, way, (bad_from, bad_to) in cases.FAIL_FAST:
            good, bad = self.first_parts(way, bad_from, bad_to)
            with self.subTest(number), self.connect() as client:
                client.send(good)
                early = client.event(FIRST_PART_REST)
                self.assertIsNone(early, f'failed too early, by {early}')
                client.send(bad)
                self.expect_end(client, cases.BAD_UTF8, we_close=False)

    def first_parts(self, way, bad_from, bad_to):
        """The part that breaks no rule yet, and the one that is wrong. The rest must not be needed."""
        text = cases.TOO_HIGH
        if way == cases.FRAMES:
            return (frame(TEXT, text[:bad_from], final=False),
                    frame(CONTINUATION, text[bad_from:bad_to], final=False))
        whole = header(TEXT, len(text), mask=MASK) + masked(text, MASK)
        before = len(whole) - len(text)
        return whole[:before + bad_from], whole[before + bad_from:before + bad_to]

    def test_6_fails_at_the_first_bad_octet_of_every_sequence(self):
        """Not in the suite: all of its sequences the way of 6.4.2. The pong shows that the part before is read."""
        for number, text in cases.sequences():
            bad_at = first_bad_octet(text)
            if bad_at is None:
                continue
            with self.subTest(number), self.connect() as client:
                client.send(frame(TEXT, text[:bad_at], final=False) + frame(PING, b'still there?'))
                self.assertEqual(client.event(), Event(PONG, b'still there?'))
                client.send(frame(CONTINUATION, text[bad_at:bad_at + 1], final=False))
                self.expect_end(client, cases.BAD_UTF8, we_close=False)

    def test_9_7_and_9_8_round_trips(self):
        for group, opcode, byte in (('9.7', TEXT, b'*'), ('9.8', BINARY, b'\xfe')):
            for number, size in cases.numbered(group, cases.ROUND_TRIP_SIZES):
                with self.subTest(number), self.connect() as client:
                    for _ in range(cases.ROUND_TRIPS):
                        client.send(frame(opcode, byte * size))
                        event = client.event()
                        self.assertTrue(event == (opcode, byte * size), f'a wrong echo: {short(event)}')
                    client.send(close_frame(cases.NORMAL))
                    self.expect_end(client, cases.NORMAL, we_close=True)

    # ---- running a case ----

    def connect(self):
        return Client(self.server.port)

    def run_all(self, table):
        for case in table:
            with self.subTest(case.number), self.connect() as client:
                self.run_case(client, case)

    def run_case(self, client, case):
        got = []
        client.send_all(case.frames, case.chop)
        if case.then:
            self.receive(client, got, 1)
            client.send_all(case.then, case.chop)
        if case.frames and case.closing:
            self.receive(client, got, len(case.events))
        client.send_all(case.closing)
        code = self.rest(client, got, we_close=bool(case.closing))
        self.assertTrue(got == list(case.events), f'came: {short(*got)}; must come: {short(*case.events)}')
        self.assertIn(code, case.codes, f'closed with {code}; must be one of {case.codes}')

    def receive(self, client, got, count):
        while len(got) < count:
            event = client.event()
            self.assertIsNotNone(event, f'too little came: {short(*got)}')
            self.assertNotEqual(event.opcode, CLOSE, f'closed early: {short(*got, event)}')
            got.append(event)

    def rest(self, client, got, we_close):
        """Reads to the end of the connection. Returns the code of the server's close frame."""
        while (event := self.must_come(client)).opcode != CLOSE:
            got.append(event)
        if not we_close:
            client.send(close_frame(cases.NORMAL))
        with self.assertRaises(EOFError, msg='TCP stays open, or more follows the close frame'):
            client.event(DROP_PATIENCE)
        return self.code_of(event.payload)

    def must_come(self, client):
        try:
            event = client.event()
        except EOFError:
            self.fail('TCP ended without a close frame')
        self.assertIsNotNone(event, 'no close frame came')
        return event

    def code_of(self, payload):
        self.assertNotEqual(len(payload), 1, 'half a close code')
        payload[2:].decode()
        return struct.unpack('!H', payload[:2])[0] if payload else None

    def expect_end(self, client, code, we_close):
        got = []
        self.assertEqual(self.rest(client, got, we_close), code)
        self.assertEqual(got, [])


def first_bad_octet(text):
    """None: all octets are right, though more may have to follow."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        at = error.start if error.reason == 'invalid start byte' else error.end
        return at if at < len(text) else None
    return None


def short(*events):
    return [event and (event.opcode, len(event.payload), event.payload[:40]) for event in events]


if __name__ == '__main__':
    unittest.main()
