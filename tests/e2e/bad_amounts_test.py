"""Messages that are too many, too deep or too long, and names that hide what they are."""

import unittest
from urllib.parse import quote

from hostile import HostileTest
from hostile_room import Room, chat, nested
from raw_client import BINARY, CLOSE, close, event, frame, request, text


class Floods(Room):

    def test_errors_without_end_are_slowed_and_then_closed_with_1008(self):
        for kind in (text('{'), frame(BINARY, b'a'), event(type='no'), event(type='ping', ref=[])):
            with self.hostile(kind), self.open('/chat/floods') as client, client.sending(kind * 20_000):
                self.assertNotEqual((refusal := client.event('error'))['code'], 'rate_limited')
                while refusal.get('code') != 'rate_limited':
                    refusal = client.event()
                self.assertGreater(refusal['retry_after_ms'], 0)
                self.assertEqual(client.close_code(), 1008)

    def test_a_client_that_goes_on_is_closed_with_1008_though_it_waits_for_each_answer(self):
        with self.open('/chat/floods') as client:
            client.event('system')
            for _ in range(8000):
                client.send(event(type='no'))
                if (got := client.frame()).opcode == CLOSE:
                    return self.assertEqual(got.payload[:2], b'\x03\xf0')
            self.fail('8000 messages without a break, far over 200 a second, and the client is still in')


class Large(Room):
    """Messages longer than by default, so that the parser itself meets them."""

    arguments = ('--max-message-bytes', str(2**20), '--message-rate', '0')

    def test_nesting_ends_at_its_limit_before_any_recursion(self):
        self.all_refused([
            '[' * 100_000, nested(100_000), '{"type":"ping","a":' * 1000, '{"a":' * 5000 + '1' + '}' * 5000,
            '[{"a":' * 50_000, '{"type":"ping","a":' + nested(32) + '}', chat(nested(100_000)),
            '{"type":"ping","ref":' + nested(5000) + '}', '{"type":' + nested(5000) + '}',
            '{"type":"ping","\\"":' + nested(40) + '}', '{"type":"ping","a":"\\\\","b":' + nested(40) + '}',
        ], 'invalid_json')
        self.assertEqual(self.client.ask(text('{"type":"ping","a":' + nested(31) + '}'))['type'], 'pong')
        self.assertEqual(self.client.ask(event(type='ping', a='[' * 1000 + '\\"[' * 100))['type'], 'pong')

    def test_a_long_type_is_never_cut_inside_a_code_point(self):
        for letter in 'a\u00e9\u20ac\U0001f600':
            for length in range(1, 141):
                self.client.send(event(type='-' * (length % 4) + letter * length))
                self.assertEqual(self.client.event()['code'], 'unknown_type')  # reading it checks UTF-8

    def test_time_grows_with_the_size_of_an_object_and_not_faster(self):
        def worst_of_31(number, digits=14):  # collides where a hash multiplies by 31
            return ''.join('Aa' if number >> bit & 1 else 'BB' for bit in range(digits))

        families = {
            'ascending': lambda number: f'{number:06}', 'descending': lambda number: f'{999_999 - number}',
            'one key': lambda number: 'a', 'common start': lambda number: 'a' * 90 + f'{number:06}',
            'collisions of a hash by 31': worst_of_31, 'collisions modulo 2^16': lambda number: str(number << 16),
            'collisions modulo a prime': lambda number: str(number * 107_897),
        }
        for what, key in families.items():
            with self.hostile(what):
                small, large = (self.cost_of([key(number) for number in range(count)], times)
                                for count, times in ((1000, 16), (8000, 2)))
                self.assertLess(large, 3 * max(small, 0.05))

    def cost_of(self, keys, times):
        """Processor time for such messages: a busy machine changes it little. It comes in steps of 0.01 s."""
        before = self.server.processor_time()
        ping = text('{"type":"ping",' + ','.join(f'"{key}":1' for key in keys) + '}')
        for _ in range(times):
            self.assertEqual(self.client.ask(ping)['type'], 'pong')
        return self.server.processor_time() - before

    def test_long_texts_are_read_in_linear_time(self):
        for bad in ['"' + 'a' * 300_000 + '"', '"' + '\\u0041' * 50_000 + '"', '"' + '\\\\' * 150_000 + '"',
                    '"' + '\u0301' * 150_000 + '"', '1' * 300_000, '0.' + '1' * 300_000, '1e' + '1' * 300_000,
                    ' ' * 300_000 + '1', '[' + '1,' * 150_000 + '1]', '{"a":1' + ',"":{}' * 50_000 + '}']:
            with self.hostile(bad[:20]):
                before = self.server.processor_time()
                self.refused(chat(bad), 'invalid_json', 'validation_failed')
                self.assertLess(self.server.processor_time() - before, 1)


class Names(HostileTest):

    def test_names_that_hide_or_reorder_text_or_lead_elsewhere_are_refused(self):
        for name in ['\u202eevil', 'a\u200bb', '\u200f', 'a\u2066b', '\ufeffa', '\u00ad', '\u2028', '../', '..', '../x',
                     'a/b', 'a\\b', '\r\nDEL *\r\n', 'a\nb', '\x7f', '\x85', '\u3000', ' ', '\U000e0041', '\ufffe',
                     '<script>alert(1)</script>', 'Z' + '\u0301' * 400, 'a' * 129, '\U0001f600' * 65]:
            with self.hostile(name[:30]):
                answer, _ = self.http(request('/chat/' + quote(name, safe='')))
                self.assertIn(answer.status, (400, 404))
                self.assertNotIn(name.encode() + b'"', answer.body)
                with self.open('/chat/names') as client, self.open('/chat/names?name=' + quote(name, safe='')) as other:
                    self.assertNotIn('name', other.event('system'))
                    self.assertNotIn('name', client.event('user_joined'))

    def test_other_names_arrive_as_they_were_sent(self):
        for name in ['"', "'; DROP TABLE rooms; --", '<img src=x onerror=alert(1)>', '\u05e9\u05dc\u05d5\u05dd', '%s%n',
                     '%00', '*', '$(reboot)', '`id`', '{{7*7}}', 'room:*', 'a b', '+', '&lt;', '#?', '__proto__',
                     '\U0001f600' * 32, 'Z' + '\u0301' * 60, '...', '-rf']:
            target = '/chat/{0}?name={0}'.format(quote(name, safe=''))
            with self.hostile(name), self.open(target) as client, self.open(target) as other:
                self.assertEqual(client.event()['message'], 'Welcome to room ' + name)
                self.assertEqual(client.event('user_joined')['name'], name)
                other.send(event(type='typing_start'))
                self.assertEqual(client.event('user_typing')['name'], name)
                other.send(close(1000))
                self.assertEqual(client.event('user_left')['name'], name)


if __name__ == '__main__':
    unittest.main()
