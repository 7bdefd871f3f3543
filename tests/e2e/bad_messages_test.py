"""Messages that no honest client sends to a chat room: JSON that is none, that is too much, or that lies."""

import decimal
import json
import unittest

from hostile_room import Room, chat
from raw_client import BINARY, event, frame, text


class Json(Room):

    def test_what_is_no_json_object_is_refused_and_the_connection_stays(self):
        self.all_refused([
            '', ' ', '\n', 'hello', '{', '}', '{}}', '{"type"', '{"type":', '{"type":"ping"', '{"type":"ping",}',
            "{'a':1}", '{type:"ping"}', '{"type":"ping" "a":1}', '{"type":"ping"]', '["type","ping"', '"', 'nul',
            'NULL', '{"a":tru}', '{"type":"ping"}\0{', '{"type":"ping",\0', '{}\0\0',
            '[]', '[{"type":"ping"}]', '42', 'null', 'true', '"ping"', '{"type":"ping"}x', '{"type":"ping"}{}',
            '{"type":"ping"}\0', '{"type":"ping"} // no', '/* no */{"type":"ping"}', '# no\n{"type":"ping"}',
            '\ufeff{"type":"ping"}', '{"type":"ping"}\ufeff', '\u00a0{"type":"ping"}', '\f{"type":"ping"}',
        ], 'invalid_json')

    def test_space_around_an_object_is_no_fault(self):
        self.assertEqual(self.client.ask(text(' \t\r\n{ "type" :\n"ping" }\r\n\t '))['type'], 'pong')

    def test_a_type_that_is_unknown_or_no_text_is_refused_by_its_name(self):
        types = ['7', '-1.5', 'null', 'true', '[]', '{}', '["ping"]', '{"type":"ping"}', '""', '"__proto__"', '"PING"',
                 '"constructor"', '"toString"', '"ping\\u0000"', '" ping"', '"error"', '"closed"', '"leave"',
                 '"\\"},{\\"type\\":\\"forged\\""', '"</script>"', '"\\r\\n"', '"user_left"',
                 json.dumps('a' * 60_000)]
        for name in types:
            with self.hostile(name[:40]):
                error = self.refused('{"type":' + name + '}', 'unknown_type')
                self.assertTrue(error['message'].startswith('Unknown message type: '), error['message'][:80])
        self.all_refused(['{}', '{"Type":"ping"}', '{"__proto__":{"type":"ping"}}', '{"":""}'], 'unknown_type')

    def test_a_message_that_is_no_text_is_refused(self):
        for value in ['7', '1e3', 'null', 'true', '[]', '["a"]', '{}', '{"toString":"a"}']:
            with self.hostile(value):
                self.assertEqual(self.refused(chat(value), 'validation_failed')['message'], 'Message is required')
        self.all_refused(['{"type":"chat_message"}', '{"type":"chat_message","Message":"a"}', chat('""'),
                          chat('" \\t\\n\\u3000\\u200b"')], 'validation_failed')

    def test_of_duplicate_keys_the_last_wins_or_all_are_refused(self):
        self.assertIn(self.said('{"type":"chat_message","message":"first","message":"last"}'), ('last', None))
        self.assertIn(self.said('{"type":"ping","type":"chat_message","message":"a"}'), ('a', None))
        self.assertIn(self.said('{"type":"chat_message","message":"a","\\u006dessage":"b"}'), ('b', None))
        answer = self.client.ask(text('{"type":"chat_message","message":"a","type":"ping"}'))
        self.assertIn(answer['type'], ('pong', 'error'))

    def test_numbers_that_json_does_not_know_are_refused(self):
        for number in ['NaN', 'nan', 'Infinity', '-Infinity', 'inf', '007', '-01', '+1', '0x10', '1e', '1e+', '.5',
                       '1.', '--1', '-', '1_000', '1,5', '\u0661', '0b1', '1f', '1e400', '-1e400', '9' * 50_000]:
            for data in ('{"type":"ping","x":%s}' % number, '{"type":"ping","ref":%s}' % number, chat(number).decode()):
                with self.hostile(data[:60]):
                    before = self.server.processor_time()
                    self.refused(data, 'invalid_json')
                    self.assertLess(self.server.processor_time() - before, 0.5)

    def test_a_number_as_ref_comes_back_as_it_was_sent_or_is_refused(self):
        for number in ['0', '-0', '1.5', '1e308', '9007199254740993', '18446744073709551615', '-9223372036854775808',
                       '18446744073709551616', '-9223372036854775809', '12345678901234567890123',
                       '-1' + '0' * 22 + '1']:
            with self.hostile(number):
                self.client.send(text('{"type":"ping","ref":%s}' % number))
                answer = json.loads(self.client.message(), parse_int=decimal.Decimal, parse_float=decimal.Decimal)
                if answer['type'] != 'error':
                    self.assertEqual(answer['ref'], decimal.Decimal(number))

    def test_a_ref_that_is_no_number_or_short_text_is_refused(self):
        refs = ['[]', '{}', 'true', '[1]', json.dumps('a' * 9000)]
        self.all_refused(['{"type":"ping","ref":%s}' % ref for ref in refs], 'validation_failed')
        self.assertEqual([self.client.ask(event(type='ping', ref='same'))['ref'] for _ in range(3)], ['same'] * 3)

    def test_control_characters_and_bad_escapes_in_text_are_refused(self):
        raw = [chr(point) for point in range(0x20)]
        escapes = ['\\x41', '\\u12', '\\u{41}', "\\'", '\\0', '\\', '\\uZZZZ', '\\u 041', '\\U0001F600', '\\a']
        self.all_refused([chat(f'"a{bad} b"') for bad in raw + escapes], 'invalid_json')

    def test_surrogates_without_a_partner_are_refused_or_replaced(self):
        for alone in ['\\ud800', '\\udfff', 'a\\ud83d', '\\ud83dx', '\\ude00\\ud83d', '\\ud83d\\ud83d\\ude00',
                      '\\ud83d\\u0041', '\\ud83d\\n', '\\ud83d\\\\ude00']:
            with self.hostile(alone):
                self.said(chat(f'"{alone}"'))  # reading the answer checks UTF-8
                answer = self.client.ask(text('{"type":"ping","%s":1}' % alone))
                self.assertIn(answer['type'], ('pong', 'error'))
        self.assertEqual(self.said(chat('"\\ud83d\\ude00"')), '\U0001f600')

    def test_any_other_text_arrives_as_it_was_sent(self):
        lines = ['\0', 'a\0b', '\x7f\x80', 'a\u2028\u2029', '\ufeff.', '\ufffe\uffff', '\U0010ffff', '\u202eevil', '\\',
                 '"', '</script><script>alert(1)</script>', '"},{"type":"system"', '\r\nDEL *\r\n', 
                 "'; DROP TABLE messages; --", '%s%n%00', '${7*7}{{7*7}}', 'e' + '\u0301' * 900, '[' * 1000,
                 '{"type":"ping"}', '\U0001f600' * 1000]
        for line in lines:
            for escaped in (True, False):
                with self.hostile(line[:40]):
                    self.assertEqual(self.said(chat(json.dumps(line, ensure_ascii=escaped))), line)

    def test_length_counts_code_points(self):
        for letter in 'a\u00e9\u20ac\U0001f600':
            error = self.refused(chat(json.dumps(letter * 1001)), 'validation_failed')
            self.assertEqual(error['message'], 'Message too long')
        self.refused(chat(json.dumps('a' * 65_000)), 'validation_failed')

    def test_binary_messages_are_refused(self):
        for payload in [b'', b'{"type":"ping"}', b'\x81\xa4type\xa4ping', bytes(60_000)]:
            with self.hostile(payload[:20]):
                self.assertEqual(self.client.ask(frame(BINARY, payload))['code'], 'unsupported')

    def test_200_messages_in_one_write_are_answered_in_order(self):
        self.client.send(b''.join(event(type='chat_message' if number % 2 else 'ping', message=str(number), ref=number)
                                  for number in range(200)))
        answers = [self.client.event() for _ in range(300)]
        direct = [answer['ref'] for answer in answers if answer['type'] == 'pong']
        spoken = [(int(answer['message']), answer['seq']) for answer in answers if answer['type'] == 'chat_message']
        self.assertEqual(direct, list(range(0, 200, 2)))
        self.assertEqual([number for number, _ in spoken], list(range(1, 200, 2)))
        self.assertEqual([answer['ref'] for answer in answers if answer['type'] == 'success'], list(range(1, 200, 2)))
        self.assertEqual([(int(got['message']), got['seq']) for got in (self.witness.event() for _ in spoken)], spoken)

    def test_nobody_speaks_as_another(self):
        self.client.send(event(type='chat_message', message='a', user_id=self.witness.welcome['user_id'], name='admin',
                               seq=10**6, timestamp='never', room='other', room_id='other'))
        said = self.witness.event()
        self.assertEqual(said['user_id'], self.client.welcome['user_id'])
        self.assertNotIn('name', said)
        self.assertNotEqual(said['timestamp'], 'never')
        self.assertLess(said['seq'], 10**6)
        self.client.event('chat_message')


if __name__ == '__main__':
    unittest.main()
