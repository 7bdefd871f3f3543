"""Clients that speak TLS badly, in part, or not at all."""

import contextlib
import os
import random
import signal
import ssl
import subprocess
import unittest

from hostile import HostileTest, eventually
from raw_client import event, get, request
from tls import OPENSSL_PATIENCE, Identity, careless, client_hello

IDENTITY = Identity()
unittest.addModuleCleanup(IDENTITY.close)
HELLO = client_hello()


def record(kind, body, version=b'\3\3', claim=None):
    return bytes([kind]) + version + (len(body) if claim is None else claim).to_bytes(2, 'big') + body


class Handshakes(HostileTest):
    arguments = (*IDENTITY.options, '--header-timeout', '2', '--close-timeout', '1')
    tls = IDENTITY.trusting()

    def stranger(self):
        """A connection without TLS."""
        return self.peer(tls=None)

    def test_versions_before_1_2_are_refused(self):
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            with self.hostile(version.name), self.assertRaisesRegex(ssl.SSLError, 'ALERT_PROTOCOL_VERSION'):
                self.peer(tls=careless(version))
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.open(tls=careless(version)) as client:
                client.event('system')

    def test_ciphers_without_forward_secrecy_are_refused(self):
        for ciphers in ('AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA', 'NULL:@SECLEVEL=0'):
            with self.hostile(ciphers), self.assertRaisesRegex(ssl.SSLError, 'HANDSHAKE_FAILURE'):
                self.peer(tls=careless(ssl.TLSVersion.TLSv1_2, ciphers))

    def test_renegotiation_is_refused(self):
        client = subprocess.run(['openssl', 's_client', '-connect', f'127.0.0.1:{self.server.port}', '-tls1_2'],
                                input=b'R\n', capture_output=True, timeout=OPENSSL_PATIENCE)
        self.assertIn(b'RENEGOTIATING', client.stderr)
        self.assertIn(b'no renegotiation', client.stderr)

    def test_a_protocol_that_is_not_spoken_is_refused(self):
        context = IDENTITY.trusting()
        context.set_alpn_protocols(['h2', 'spdy/3'])
        with self.assertRaisesRegex(ssl.SSLError, 'no application protocol'):
            self.peer(tls=context)

    def test_200_half_handshakes_delay_nobody_and_are_cut(self):
        with contextlib.ExitStack() as stack:
            crowd = [stack.enter_context(self.stranger()) for _ in range(200)]
            for number, peer in enumerate(crowd):
                peer.send(HELLO[:number * len(HELLO) // 199])
            self.assert_served()
            for peer in crowd:
                peer.end()

    def test_handshakes_that_are_reset_leave_nothing_behind(self):
        for cut in (0, 1, 5, 100, len(HELLO)):
            with self.hostile(cut):
                for _ in range(50):
                    peer = self.stranger()
                    peer.send(HELLO[:cut])
                    peer.reset()

    def test_a_hello_without_end_is_cut(self):
        body = b'\1\0\xff\xff\3\3' + bytes(250)  # It claims 64 KiB.
        with self.stranger() as peer:
            peer.send(record(0x16, body) + record(0x16, bytes(16_000)) * 4)
            peer.end()

    def test_garbage_in_a_handshake_ends_it(self):
        noise = random.Random(1)
        table = {
            'too long a record': record(0x16, bytes(20_000)),
            'empty record': record(0x16, b''),
            '1000 empty records': record(0x16, b'') * 1000,
            'no hello': record(0x16, b'\2\0\0\0'),
            'hello of nothing': record(0x16, b'\1\0\0\0'),
            'version 9': record(0x16, HELLO[5:], version=b'\x09\x09'),
            'alert': record(0x15, b'\2\x28'),
            'data first': record(0x17, bytes(100)),
            'data behind the hello': HELLO + record(0x17, bytes(100)),
            'alert behind the hello': HELLO + record(0x15, b'\2\x28'),
            'hello twice': HELLO * 2,
            'request behind the hello': HELLO + request(),
            'SSL 2': b'\x80\x2e\1\0\2' + bytes(64),
            **{f'noise in the hello {number}': HELLO[:50 + number] + noise.randbytes(600) for number in range(20)},
            **{f'noise behind a head {number}': record(0x16, noise.randbytes(400)) for number in range(20)},
        }
        for what, data in table.items():
            with self.hostile(what), self.stranger() as peer:
                peer.send(data)
                peer.end()

    def test_garbage_behind_the_handshake_ends_the_session(self):
        noise = random.Random(2)
        table = {'plain': request(), 'zeros': bytes(100), 'too long': record(0x17, bytes(20_000)),
                 'not encrypted': record(0x17, event(type='ping')), 'hello': HELLO,
                 **{f'noise {number}': record(0x17, noise.randbytes(100)) for number in range(10)}}
        with self.open('/chat/tampered') as witness:
            witness.event('system')
            for what, data in table.items():
                with self.hostile(what), self.open('/chat/tampered') as client:
                    gone = client.event('system')['user_id']
                    os.write(client.fileno(), data)
                    self.assertEqual(witness.event('user_left')['user_id'], gone)

    def test_who_speaks_no_tls_is_told_so(self):
        for data in (get('/'), request(), b'\0' * 10, b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', event(type='ping')):
            with self.hostile(data[:10]), self.stranger() as peer:
                peer.send(data)
                answer = peer.answer()
                self.assertEqual((answer.status, peer.end()), (400, b''))
                self.assertIn(b'This port speaks TLS', answer.body)

    def test_a_request_that_is_bad_is_refused_over_tls_too(self):
        self.all_turned_away({'no Upgrade': request(without=['upgrade']), 'noise': b'\0' * 100}, 400, 426)
        self.turned_away(request(extra=['X: ' + 'a' * 10_000]), 431)


class Renewal(HostileTest):
    tls = careless()

    @classmethod
    def setUpClass(cls):
        cls.identity = cls.enterClassContext(contextlib.closing(Identity()))
        cls.arguments = cls.identity.options
        super().setUpClass()

    def hang_up(self, sign):
        """Sends SIGHUP and waits until the log has one more line with this sign."""
        before = self.server.log().count(sign)
        os.kill(self.server.pid, signal.SIGHUP)
        self.assertTrue(eventually(lambda: self.server.log().count(sign) > before))

    def shown(self):
        """The certificate that a new client sees."""
        with self.peer() as peer:
            return peer.certificate()

    def test_a_new_certificate_is_for_new_clients_and_disturbs_nobody(self):
        with self.open('/chat/renewal') as ann, self.open('/chat/renewal') as bob:
            for number in range(3):
                before = self.identity.shown
                self.assertEqual(self.shown(), before)
                self.identity.renew()
                ann.send(event(type='chat_message', message=f'before {number}'))
                self.hang_up('info certificate ')
                ann.send(event(type='chat_message', message=f'after {number}'))
                for client in (ann, bob):
                    for when in ('before', 'after'):
                        self.assertEqual(client.event('chat_message')['message'], f'{when} {number}')
                self.assertNotEqual(self.shown(), before)
                self.assertEqual(self.shown(), self.identity.shown)

    def test_a_certificate_that_is_of_no_use_leaves_the_old_one(self):
        good, text = self.identity.shown, self.identity.certificate.read_text()
        for bad in ('', 'garbage', text[:200], IDENTITY.certificate.read_text()):
            with self.hostile(bad[:40]):
                self.identity.certificate.write_text(bad)
                self.hang_up('error certificate_refused')
                self.assertEqual(self.shown(), good)
        self.identity.certificate.write_text(text)
        self.hang_up('info certificate ')
        self.assertEqual(self.shown(), good)


if __name__ == '__main__':
    unittest.main()
