"""Requests that no honest client sends."""

import contextlib
import json
import random
import time
import unittest

from hostile import HostileTest
from raw_client import KEY, CONTINUATION, PING, TEXT, event, frame, get, request
from tls import client_hello

NO_UPGRADE = (400, 404, 405, 426)
TOO_LARGE = (414, 431)
SMUGGLED = b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'


class Refusals(HostileTest):

    def test_what_is_no_complete_upgrade_is_refused_with_its_reason(self):
        self.all_turned_away({
            'no Upgrade': request(without=['upgrade']),
            'no Connection': request(without=['connection']),
            'no key': request(without=['sec_websocket_key']),
            'no version': request(without=['sec_websocket_version']),
            'another protocol': request(upgrade='h2c'),
            'half a word': request(upgrade='websockets'),
            'only keep-alive': request(connection='keep-alive'),
            'POST': request(method='POST'),
            'HEAD': get('/chat/lobby', 'Upgrade: websocket'),
            'lower case': request(method='get'),
            'HTTP/1.0': request(version='1.0'),
            'HTTP/2.0': request(version='2.0'),
            'HTTP/0.9': b'GET /chat/lobby\r\n\r\n',
            'no such channel': request('/nowhere/lobby'),
            'no room': request('/chat/'),
        }, *NO_UPGRADE)

    def test_a_key_that_is_not_16_bytes_is_refused(self):
        keys = ['', 'short', 'A' * 20, 'A' * 24, 'A' * 23 + '=', 'A' * 28, 'A' * 1000, KEY[:-2], KEY[:-1],
                KEY[:10] + ' ' + KEY[11:], KEY[:10] + '_' + KEY[11:], '=' * 24]
        self.all_turned_away({key: request(sec_websocket_key=key) for key in keys}, 400)

    def test_a_header_that_decides_something_must_not_stand_twice(self):
        lines = ['Sec-WebSocket-Key: ' + KEY, 'Sec-WebSocket-Version: 13', 'Host: localhost', 'Host: elsewhere',
                 'hOST: localhost']
        self.all_turned_away({line: request(extra=[line]) for line in lines}, 400)

    def test_a_request_without_a_host_is_refused(self):
        self.all_turned_away({'upgrade': request(without=['host']), 'page': b'GET / HTTP/1.1\r\n\r\n'}, 400)

    def test_another_version_is_told_which_one_is_spoken(self):
        for version in ['12', '14', '', '0', '-13', '013', '13, 12', '13.0', '9' * 30, '8']:
            with self.hostile(version):
                answer = self.turned_away(request(sec_websocket_version=version), 400, 426)
                if answer.status == 426:
                    self.assertEqual(answer.headers['sec-websocket-version'], '13')

    def test_header_lines_that_two_parsers_read_differently_are_refused(self):
        good = request()
        table = {
            'space before the colon': request(extra=['X-A : b']),
            'space before the colon of Host': good.replace(b'host:', b'host :'),
            'bare LF everywhere': good.replace(b'\r\n', b'\n'),
            'bare LF between headers': good.replace(b'\r\nupgrade', b'\nupgrade'),
            'bare LF in a value': request(extra=['X-A: b\nX-C: d']),
            'bare CR in a value': request(extra=['X-A: b\rX-C: d']),
            'NUL in a value': request(extra=['X-A: b\0c']),
            'NUL in a name': request(extra=['X-\0A: b']),
            'control in a value': request(extra=['X-A: b\x01c']),
            'no name': request(extra=[': b']),
            'no colon': request(extra=['X-A']),
            'space in front of the first header': good.replace(b'host:', b' host:'),
            'two spaces in the request line': good.replace(b'GET ', b'GET  '),
            'NUL in the path': request('/chat/a\0b'),
            'tab in the request line': good.replace(b'GET ', b'GET\t'),
        }
        for what, data in table.items():
            with self.hostile(what):
                self.turned_away_or_cut(data, 400)

    def test_a_head_over_the_limit_is_refused(self):
        many = [f'X-{number}: {number}' for number in range(2000)]
        self.all_turned_away({
            '64 KiB header': request(extra=['X-A: ' + 'a' * 65_536]),
            '64 KiB name': request(extra=['a' * 65_536 + ': b']),
            '2000 headers': request(extra=many),
            '400 headers in 8 KiB': request(extra=['a:b'] * 400),
            '64 KiB request line': request('/chat/' + 'a' * 65_536),
            '64 KiB method': request(method='G' * 65_536),
        }, *TOO_LARGE, 400)
        self.turned_away(request(extra=['X-A: ' + 'a' * 65_536]), 431)
        self.turned_away(request('/chat/' + 'a' * 65_536), *TOO_LARGE)
        self.turned_away(request(extra=many), 431)

    def test_a_head_is_refused_when_the_limit_is_reached_and_not_at_its_end(self):
        endless = request(extra=['X-A: ' + 'a' * 9000]).removesuffix(b'\r\n\r\n')
        started = time.monotonic()
        self.turned_away(endless, 431)
        self.assertLess(time.monotonic() - started, 2)
        with self.open(extra=['X-A: ' + 'a' * 7000]) as client:
            client.event('system')

    def test_a_request_whose_end_is_in_doubt_gets_one_answer_and_nothing_behind_it_is_read(self):
        doubts = {
            'length and chunked': ['Content-Length: 3', 'Transfer-Encoding: chunked'],
            'chunked and length': ['Transfer-Encoding: chunked', 'Content-Length: 3'],
            'two lengths': ['Content-Length: 3', 'Content-Length: 4'],
            'the same length twice': ['Content-Length: 3', 'Content-Length: 3'],
            'list of lengths': ['Content-Length: 3, 3'],
            'xchunked': ['Transfer-Encoding: xchunked'],
            'chunked, identity': ['Transfer-Encoding: chunked, identity'],
            'folded': ['Transfer-Encoding:', ' chunked'],
            'negative': ['Content-Length: -1'],
            'signed': ['Content-Length: +3'],
            'hexadecimal': ['Content-Length: 0x3'],
            'above 2^64': ['Content-Length: 18446744073709551619'],
            'text': ['Content-Length: many'],
        }
        for what, lines in doubts.items():
            for data in (get('/', *lines), get('/', *lines, method='POST'), request(extra=lines)):
                with self.hostile(what, method=data[:4]):
                    self.turned_away(data + b'0\r\n\r\n' + SMUGGLED, 400, 501)

    def test_a_second_request_on_the_connection_is_not_answered(self):
        answer, behind = self.http(get('/healthz') + SMUGGLED)
        self.assertEqual((answer.status, behind), (200, b''))

    def test_an_upgrade_with_a_body_is_refused(self):
        self.turned_away(request(content_length='5', body=b'hello'), 400)

    def test_extensions_and_protocols_that_are_nonsense_are_ignored_fast(self):
        extensions = ['constructor', '__proto__', 'permessage-deflate; client_max_window_bits=7',
                      'permessage-deflate; server_max_window_bits=99999999999999999999', 'permessage-deflate',
                      'permessage-deflate; a; a; a="', ',' * 4096, ';' * 4096, '"' * 4096, 'a;' * 2000, '\\"' * 2000,
                      'a' + ' ' * 7000 + 'x']
        protocols = ['b' + ' ' * 7000 + 'x', ',' * 4096, '__proto__', '"', 'a' * 7000]
        for name, values in (('sec_websocket_extensions', extensions), ('sec_websocket_protocol', protocols)):
            for value in values:
                with self.hostile(name, value=value[:60]), self.peer() as peer:
                    started = time.monotonic()
                    peer.send(request(**{name: value}))
                    answer = peer.answer()
                    self.assertLess(time.monotonic() - started, 1)
                    self.assertIn(answer.status, (101, 400))
                    self.assertNotIn(name.replace('_', '-'), answer.headers)

    def test_what_is_not_http_is_turned_away_or_cut(self):
        noise = random.Random(1)
        table = {'HTTP/2': b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0', 'TLS': client_hello(),
                 'frame': event(type='ping'), 'line ends': b'\r\n' * 5000, 'NUL': bytes(100),
                 **{f'noise {number}': noise.randbytes(4096) for number in range(20)}}
        for what, data in table.items():
            with self.hostile(what):
                self.turned_away_or_cut(data, 400, 431)

    def test_a_frame_in_the_packet_of_the_request_is_not_lost(self):
        ping = event(type='ping')
        for cut in (len(ping), 1, 5):
            with self.hostile(cut), self.peer() as peer:
                peer.send(request() + ping[:cut])
                self.assertEqual(peer.answer().status, 101)
                peer.send(ping[cut:])
                self.assertEqual(peer.event('pong')['type'], 'pong')

    def test_a_second_upgrade_behind_the_first_breaks_the_protocol(self):
        with self.peer() as peer:
            peer.send(request() * 2)
            self.assertEqual(peer.answer().status, 101)
            self.assertEqual(peer.close_code(), 1002)
            self.assertEqual(peer.end(), b'')

    def test_clients_that_reset_leave_nothing_behind(self):
        habits = {'at once': b'', 'inside a frame': event(type='ping')[:7], 'inside a message':
                  frame(TEXT, b'{', final=False) + frame(CONTINUATION, b'"', final=False), 'after a ping': frame(PING)}
        with self.open('/chat/resets') as witness:
            witness.event('system')
            for what, data in habits.items():
                with self.hostile(what):
                    for _ in range(50):
                        client = self.open('/chat/resets')
                        client.send(data)
                        client.reset()
                    left = {witness.event('user_left')['user_id'] for _ in range(50)}
                    self.assertEqual(len(left), 50)
        for cut in (1, 20, len(request()) - 1, len(request())):
            with self.hostile(cut):
                for _ in range(50):
                    peer = self.peer()
                    peer.send(request('/chat/resets')[:cut])
                    peer.reset()


if __name__ == '__main__':
    unittest.main()
