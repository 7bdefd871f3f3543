"""Requests for what is not theirs: files above the root, rooms without a name, another page's origin."""

import re
import unittest

from hostile import HostileTest
from raw_client import get, request


class Targets(HostileTest):
    arguments = ('--log-level', 'debug')

    @classmethod
    def tearDownClass(cls):
        lines = cls.server.log().splitlines()
        super().tearDownClass()
        strange = [line for line in lines if not re.match(r'\d{4}-\d\d-\d\dT[\d:.]+Z \w+ ', line)]
        assert lines and not strange, f'these log lines are forged: {strange[:5]}'

    def test_no_path_leads_to_a_file_outside_or_to_a_fault(self):
        above = ['/../../../../etc/passwd', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2f..%2fetc/passwd',
                 '/..%5c..%5cetc%5cpasswd', '/%252e%252e/etc/passwd', '//etc/passwd', '/etc/passwd', '/.%2e/etc/passwd',
                 '/....//....//etc/passwd', '/index.html/../../../etc/passwd', '/%c0%ae%c0%ae/etc/passwd']
        odd = ['/%00', '/index.html%00', '/%zz', '/%', '/%2', '/a%', '/%c0%af', '/%ed%a0%80', '/%ff', '/%%32%65',
               '/index.html/', '/index.html%2f', '/.', '/..', '/chat.js%20', '/?name=%zz', '/?%', '/\xff']
        for target in above + odd:
            with self.hostile(target):
                answer, behind = self.http(get(target))
                self.assertNotIn(b'root:', answer.body + behind)
                if target != '/index.html/':  # a slash at the end may name the same file
                    self.assertIn(answer.status, (400, 404), answer)

    def test_a_room_is_named_after_decoding_once(self):
        for room in ['%2e%2e', '%2E', 'a%2fb', 'a%5cb', '..%2f..', '%00', 'a%00', '%0a', 'a%0d%0ab', '%7f', '%c0%af',
                     '%ff', '%', '%zz', '%20', '%ed%a0%80', '%e2%80%8b', 'a' * 500]:
            with self.hostile(room):
                self.turned_away(request('/chat/' + room), 400, 404)
        with self.open('/chat/%2541') as client:
            self.assertEqual(client.event()['message'], 'Welcome to room %41')

    def test_line_breaks_in_a_path_or_query_never_become_a_header_or_a_log_line(self):
        forged = '%0d%0aX-Forged:%201%0d%0a%0d%0a2024-01-01T00:00:00.000Z%20info%20forged'
        for target in ['/' + forged, '/chat/' + forged, '/chat/a?name=' + forged, '/?x=' + forged, '/?' + forged,
                       '/healthz?' + forged, '/nowhere/' + forged]:
            for data in (get(target), request(target), request(origin='http://a', user_agent=forged, target=target)):
                with self.hostile(target), self.peer() as peer:
                    peer.send(data)
                    answer = peer.answer()
                    self.assertNotIn('x-forged', answer.headers)
                    self.assertNotIn(b'X-Forged: 1\r\n', answer.body)
                    self.assertLess(answer.status, 500)
        self.turned_away_or_cut(b'GET /\rX-Forged: 1 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400)

    def test_the_authority_in_a_target_leads_nowhere(self):
        for target in ['http://elsewhere.example/healthz', 'http://elsewhere.example:1/healthz']:
            with self.hostile(target):
                answer, _ = self.http(get(target))
                self.assertTrue(answer.status in (400, 404) or answer.body == b'{"status":"ok"}', answer)
        self.all_turned_away({target: get(target) for target in [
            'elsewhere.example:443', '*', 'ftp://elsewhere.example/', 'file:///etc/passwd', 'http:/etc/passwd', '?',
            '#', 'javascript:0']} | {'CONNECT': get('elsewhere.example:443', method='CONNECT'),
                                                     'OPTIONS': get('*', method='OPTIONS')}, 400, 404, 405)


class Origins(HostileTest):
    arguments = ('--allow-origin', 'https://example.org', '--allow-origin', 'http://localhost:3000')

    def test_a_page_of_another_origin_is_kept_out(self):
        for origin in ['https://elsewhere.example', 'null', '', 'https://example.org.elsewhere.example',
                       'https://notexample.org', 'https://a.example.org', 'https://user@example.org', '*',
                       'https://example.org@elsewhere.example', 'http://example.org', 'https://example.org:444',
                       'https://example.or', 'http://localhost:30000', 'http://localhost', 'file://',
                       'https://example.org, https://elsewhere.example',
                       'https://elsewhere.example/https://example.org']:
            with self.hostile(origin):
                answer, behind = self.http(request(origin=origin))
                self.assertEqual((answer.status, behind), (403, b''), answer)

    def test_two_origins_are_refused(self):
        answer, _ = self.http(request(origin='https://example.org', extra=['Origin: https://elsewhere.example']))
        self.assertIn(answer.status, (400, 403))

    def test_an_allowed_page_and_a_client_that_is_no_browser_are_let_in(self):
        for headers in [{}, {'origin': 'https://example.org'}, {'origin': 'http://localhost:3000'},
                        {'origin': 'HTTPS://Example.ORG'}]:
            with self.subTest(headers), self.open(**headers) as client:
                self.assertEqual(client.event()['type'], 'system')


if __name__ == '__main__':
    unittest.main()
