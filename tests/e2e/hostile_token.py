"""Tokens by hand, and tables of those that must let nobody in."""

import base64
import hashlib
import hmac
import json
import time

SECRET = 'a secret of this test alone, 0123456789'
HS256 = {'alg': 'HS256', 'typ': 'JWT'}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def part(value):
    """A part of a token; text stands for itself, so that it need not be JSON."""
    return base64url((value if isinstance(value, str) else json.dumps(value)).encode())


def sign(text, key=SECRET, digest=hashlib.sha256):
    return base64url(hmac.new(key.encode(), text.encode(), digest).digest())


def token(payload, header=HS256, **how):
    text = f'{part(header)}.{part(payload)}'
    return f'{text}.{sign(text, **how)}'


def claims(**more):
    """Claims that let Ann read doc1 for ten minutes; None takes one away."""
    good = {'sub': 'ann', 'name': 'Ann', 'jti': 'token-of-ann', 'permissions': ['read:doc1', 'write:doc1'],
            'exp': int(time.time()) + 600, **more}
    return {name: value for name, value in good.items() if value is not None}


def raw_claims(name, value):
    """The good claims with one more, as it would stand in JSON."""
    return json.dumps(claims(**{name: None}))[:-1] + f', "{name}": {value}}}'


def malformed():
    good = token(claims())
    head, payload, signature = good.split('.')
    return {
        'garbage': 'x', 'dots': '..', 'three words': 'a.b.c', 'two parts': f'{head}.{payload}',
        'no payload': f'{head}..{signature}', 'four parts': good + '.' + signature, 'a dot behind': good + '.',
        'padding': good + '=', 'padding in the payload': f'{head}.{payload}=.{signature}',
        'header is a list': token(claims(), [1]), 'header is text': token(claims(), '"HS256"'),
        'header is no JSON': token(claims(), '{'), 'header twice': token(claims(), '{"alg":"none","alg":"HS256"}'),
        'payload is a list': token([claims()]), 'payload is no JSON': token('ann'),
        'deep payload': token('{"sub":' * 700 + '1' + '}' * 700),
        'two users': token(json.dumps(claims())[:-1] + ', "sub": "bob"}'),
    }


def of_another_algorithm():
    names = ['none', 'None', 'NONE', 'nOnE', 'hs256', 'HS384', 'HS512', 'RS256', 'ES256', 'PS256', 'EdDSA', '', None, 5,
             ['HS256'], 'HS256 ']
    table = {f'{name!r}': token(claims(), {'alg': name}) for name in names}
    table |= {f'{name!r} unsigned': table[f'{name!r}'].rpartition('.')[0] + '.' for name in names}
    table['HS512 in earnest'] = token(claims(), {'alg': 'HS512'}, digest=hashlib.sha512)
    table['no name'] = token(claims(), {})
    return table


def badly_signed():
    good = token(claims())
    text, _, signature = good.rpartition('.')
    letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    return {
        'wrong key': token(claims(), key='another secret, long enough for it too'),
        'empty key': token(claims(), key=''), 'part of the key': token(claims(), key=SECRET[:-1]),
        'cut by 1': good[:-1], 'cut by 20': good[:-20], 'cut': text + '.', 'doubled': good + signature,
        'a byte more': text + '.' + base64url(base64.urlsafe_b64decode(signature + '=') + b'\0'),
        'one bit': text + '.' + letters[letters.index(signature[0]) ^ 1] + signature[1:],
        'an unused bit': good[:-1] + letters[letters.index(good[-1]) ^ 1],
        'of other claims': text + '.' + token(claims(sub='bob')).rpartition('.')[2],
        'zeros': text + '.' + 'A' * 43, 'SHA-512': token(claims(), digest=hashlib.sha512),
    }


def at_the_wrong_time():
    now = int(time.time())
    dates = ['"text"', f'"{now + 60}"', 'null', '-1', '[]', f'[{now + 60}]', '{}', 'true', '-1e300', '1e300', '0']
    return {
        'exp an hour ago': token(claims(exp=now - 3600)), 'exp beyond any leeway': token(claims(exp=now - 61)),
        'no exp': token(claims(exp=None)), 'nbf ahead': token(claims(nbf=now + 3600)),
        'nbf beyond the leeway': token(claims(nbf=now + 120)),
        **{f'exp {date}': token(raw_claims('exp', date)) for date in dates},
        **{f'nbf {date}': token(raw_claims('nbf', date)) for date in dates if date != '0'},
    }


def with_keys_of_its_own(url):
    own = {'kty': 'oct', 'k': base64url(b'my own key')}
    headers = {'kid': {'kid': '../../dev/null'}, 'jku': {'jku': url}, 'jwk': {'jwk': own}, 'x5u': {'x5u': url},
               'crit': {'crit': ['exp']}, 'crit of nothing': {'crit': []}}
    keys = {'': SECRET, ' signed with it': 'my own key', ' signed with nothing': ''}
    return {name + how: token(claims(), HS256 | header, key=key)
            for name, header in headers.items() for how, key in keys.items()}


def of_nobody():
    users = [None, '', ' ', 5, ['ann'], 'a/b', '..', 'a\nb', '\u202eann', 'a' * 129]
    return {f'{user!r}': token(claims(sub=user)) for user in users}


def with_claims_of_a_wrong_form():
    return {f'{claim} {value!r}': token(claims(**{claim: value}))
            for claim, values in {'permissions': ['read:doc1', 5, {'read': 'doc1'}, [5], [['read:doc1']]],
                                  'name': [5, ['Ann'], 'a\nb', 'a' * 129], 'jti': [5, 'a\nb', 'a' * 129]}.items()
            for value in values}
