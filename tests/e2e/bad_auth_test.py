"""Tokens that must let nobody in, and what a server must never tell about them.

The server is configured with TROUPE_JWT_SECRET, and for one class with TROUPE_JWT_AUDIENCE and TROUPE_JWT_ISSUER.
"""

import json
import os
import select
import socket
import statistics
import time
import unittest
import unittest.mock

from hostile import HostileTest
from hostile_token import (HS256, SECRET, at_the_wrong_time, badly_signed, claims, malformed, of_another_algorithm,
                           of_nobody, token, with_claims_of_a_wrong_form, with_keys_of_its_own)
from raw_client import event, request

AUDIENCE, ISSUER = 'troupe-tests', 'https://id.example.org'
LEEWAY = 30  # seconds, the server's default
TIMING_ROUNDS, TIMING_LIMIT = 200, 300e-6  # connections; seconds between the medians


class AuthTest(HostileTest):
    """Tests against a server that knows SECRET. What is sent as a token must not come back in an answer or the log."""

    arguments = ('--log-level', 'debug')
    environment = {'TROUPE_JWT_SECRET': SECRET}
    sent = set()

    @classmethod
    def setUpClass(cls):
        cls.sent = set()
        with unittest.mock.patch.dict(os.environ, cls.environment):
            super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        log = cls.server.log()
        super().tearDownClass()
        assert log and SECRET not in log, 'the secret is in the log, or there is none'
        told = [piece for text in cls.sent for piece in text.split('.') if len(piece) > 15 and piece in log]
        assert not told, f'parts of tokens are in the log: {told[:3]}'

    def requests(self, text):
        """The ways to show a token."""
        self.sent.add(text)
        yield 'query', request('/secure/doc1?token=' + text)
        yield 'header', request('/secure/doc1', authorization='Bearer ' + text)

    def refused(self, data, status, code, message):
        answer = self.turned_away(data, status)
        self.assertEqual(json.loads(answer.body), {'type': 'error', 'code': code, 'message': message})
        return answer

    def all_invalid(self, table):
        for what, text in table.items():
            with self.hostile(what):
                for way, data in self.requests(text):
                    with self.subTest(what, way=way):
                        self.refused(data, 401, 'unauthorized', 'Invalid token')

    def admitted(self, text, target='/secure/doc1'):
        self.sent.add(text)
        return self.open(f'{target}?token={text}')

    def lets_in(self, text):
        with self.admitted(text) as client:
            self.assertEqual(client.ask(event(type='ping'), 'pong')['type'], 'pong')


class Tokens(AuthTest):

    def test_a_good_token_lets_in_however_it_is_shown(self):
        for way, data in self.requests(token(claims())):
            with self.hostile(way), self.peer() as peer:
                peer.send(data)
                self.assertEqual(peer.answer().status, 101)
                self.assertEqual(peer.ask(event(type='ping'), 'pong')['type'], 'pong')
        for what, text in {'all resources': token(claims(permissions=['read:*'])),
                           'user_id': token(claims(sub=None, user_id='ann')),
                           'no name': token(claims(name=None)), 'no jti': token(claims(jti=None)),
                           'named key': token(claims(), HS256 | {'kid': '2026-08'}),
                           'begun': token(claims(nbf=int(time.time()) - 1))}.items():
            with self.hostile(what):
                self.lets_in(text)

    def test_the_log_names_user_and_token_id_of_who_came_in(self):
        self.lets_in(token(claims(sub='ann-in-the-log', jti='id-in-the-log')))
        log = self.server.log()
        self.assertIn('ann-in-the-log', log)
        self.assertIn('id-in-the-log', log)

    def test_without_a_token_nobody_comes_in(self):
        for what, data in {'none': request('/secure/doc1'), 'other query': request('/secure/doc1?name=Ann'),
                           'empty': request('/secure/doc1?token='), 'no value': request('/secure/doc1?token')}.items():
            with self.hostile(what):
                self.refused(data, 401, 'unauthorized', 'No token provided')

    def test_another_scheme_is_no_token(self):
        good = token(claims())
        self.sent.add(good)
        for value in ['', 'Bearer', 'Basic YW5uOnNlY3JldA==', good, 'Token ' + good, 'Bearer' + good, 'Bearer, ' + good,
                      f'Bearer {good}, Bearer {good}', f'Bearer {good} x', 'Bearer token=' + good]:
            with self.hostile(value[:12]):
                answer = self.turned_away(request('/secure/doc1', authorization=value), 400, 401)
                self.assertNotIn(good.encode(), answer.body)

    def test_what_is_no_token_is_invalid(self):
        self.all_invalid(malformed())

    def test_the_algorithm_is_never_read_from_the_token(self):
        self.all_invalid(of_another_algorithm())

    def test_a_signature_must_be_whole_and_ours(self):
        self.all_invalid(badly_signed())

    def test_a_token_has_its_time(self):
        self.all_invalid(at_the_wrong_time())

    def test_a_token_has_a_user_with_a_valid_name(self):
        self.all_invalid(of_nobody())

    def test_claims_have_their_form(self):
        self.all_invalid(with_claims_of_a_wrong_form())

    def test_no_key_comes_from_a_token_a_file_or_the_network(self):
        with socket.create_server(('127.0.0.1', 0)) as trap:
            self.all_invalid(with_keys_of_its_own(f'http://127.0.0.1:{trap.getsockname()[1]}/keys'))
            self.assertFalse(select.select([trap], [], [], 0)[0], 'the server asked for a key')

    def test_a_long_token_is_refused(self):
        for size in (6 * 1024, 100 * 1024):
            for way, data in self.requests(token(claims(padding='a' * size))):
                with self.hostile(size, way=way):
                    self.turned_away(data, 401, 414, 431)

    def test_two_authorization_headers_are_refused(self):
        good, bad = token(claims()), token(claims(), key='another secret, long enough for it too')
        self.sent |= {good, bad}
        for first, second in ((good, bad), (bad, good), (good, good), (good, ''), ('', good)):
            with self.hostile(first=first[-4:], second=second[-4:]):
                self.turned_away(request('/secure/doc1', authorization='Bearer ' + first,
                                         extra=['Authorization: Bearer ' + second]), 400, 401)

    def test_a_token_opens_only_what_it_names(self):
        for rights in (None, [], ['read:doc2'], ['write:doc1'], ['read'], ['read:'], [':doc1'], ['*'], ['*:*'],
                       ['*:doc1'], ['read:doc'], ['read:doc*'], ['READ:doc1'], ['read:DOC1'], ['read:doc1 '],
                       ['read:%64oc1']):
            for way, data in self.requests(token(claims(permissions=rights))):
                with self.hostile(rights, way=way):
                    self.refused(data, 403, 'access_denied', 'Access denied')

    def test_the_time_of_an_answer_does_not_tell_where_a_signature_is_wrong(self):
        good = token(claims())
        start = good.rindex('.') + 1
        swap = {'A': 'B'}
        wrong = [good[:at] + swap.get(good[at], 'A') + good[at + 1:] for at in (start, len(good) - 2)]
        self.sent |= set(wrong)
        times = [[], []]
        for _ in range(TIMING_ROUNDS):
            for text, taken in zip(wrong, times):
                with self.peer() as peer:
                    started = time.perf_counter()
                    peer.send(request('/secure/doc1?token=' + text))
                    self.assertEqual(peer.answer().status, 401)
                    taken.append(time.perf_counter() - started)
        first, last = map(statistics.median, times)
        self.assertLess(abs(first - last), TIMING_LIMIT)


def about_to_end():
    """A token with three seconds left, leeway included."""
    return token(claims(exp=int(time.time()) - LEEWAY + 3))


class Expiry(AuthTest):

    def test_a_connection_ends_with_its_token_unless_a_new_one_came(self):
        ending = about_to_end()
        with self.admitted(ending) as renewed, self.admitted(ending) as left:
            fresh = token(claims())
            self.sent.add(fresh)
            renewed.send(event(type='refresh', token=fresh))
            self.assertEqual(left.event('error')['code'], 'token_expired')
            self.assertEqual(left.close_code(), 4001)
            self.assertEqual(renewed.ask(event(type='ping'), 'pong')['type'], 'pong')

    def test_a_bad_token_renews_nothing(self):
        bad = {'garbage': 'a.b.c', 'expired': token(claims(exp=1)), 'not ours': token(claims(), key='x' * 32)}
        for what, text in bad.items():
            ending = about_to_end()
            with self.hostile(what), self.admitted(ending) as client:
                self.sent.add(text)
                refusal = client.ask(event(type='refresh', token=text), 'error')
                self.assertEqual(refusal['message'], 'Invalid token')
                while refusal['code'] != 'token_expired':
                    refusal = client.event('error')
                self.assertEqual(client.close_code(), 4001)


class AudienceAndIssuer(AuthTest):
    environment = AuthTest.environment | {'TROUPE_JWT_AUDIENCE': AUDIENCE, 'TROUPE_JWT_ISSUER': ISSUER}

    def test_a_token_for_others_is_invalid(self):
        for aud in (None, 'other', ['other'], [], 5, {AUDIENCE: 1}, AUDIENCE.upper(), AUDIENCE + ' ', [[AUDIENCE]]):
            self.all_invalid({f'aud {aud!r}': token(claims(aud=aud, iss=ISSUER))})

    def test_a_token_of_others_is_invalid(self):
        for iss in (None, 'https://id.example.com', ISSUER + '/', [ISSUER], 5, ''):
            self.all_invalid({f'iss {iss!r}': token(claims(aud=AUDIENCE, iss=iss))})

    def test_a_token_for_us_lets_in(self):
        for aud in (AUDIENCE, [AUDIENCE], ['other', AUDIENCE]):
            with self.hostile(aud):
                self.lets_in(token(claims(aud=aud, iss=ISSUER)))


if __name__ == '__main__':
    unittest.main()
