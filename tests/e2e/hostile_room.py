"""A room in which one member is hostile and another must not notice."""

from hostile import HostileTest
from raw_client import event, text


def nested(depth, inner=''):
    return '[' * depth + inner + ']' * depth


def chat(message):
    """A chat message; `message` is JSON as it stands."""
    return b'{"type":"chat_message","message":' + (message.encode() if isinstance(message, str) else message) + b'}'


class Room(HostileTest):
    """Everything is sent to one room, in which a witness must read the same as ever."""

    def setUp(self):
        self.witness, self.client = self.enter('/chat/abuse'), self.enter('/chat/abuse')
        self.witness.event('user_joined')

    def tearDown(self):
        said = self.client.ask(event(type='chat_message', message='bye'), 'chat_message')
        self.assertEqual(said, self.witness.event(), 'nothing that was refused reached another member')
        super().tearDown()

    def enter(self, target):
        client = self.enterContext(self.open(target))
        client.welcome = client.event('system')
        return client

    def refused(self, data, *codes):
        """An error with one of these codes, and the connection stays."""
        error = self.client.ask(text(data))
        self.assertEqual(error['type'], 'error', error)
        self.assertIn(error['code'], codes, error)
        self.assertEqual(self.client.ask(event(type='ping'))['type'], 'pong')
        return error

    def all_refused(self, table, *codes):
        for data in table:
            with self.hostile(data[:60]):
                self.refused(data, *codes)

    def said(self, data):
        """What both members read, or None if it was refused."""
        answer = self.client.ask(text(data))
        if answer['type'] == 'error':
            self.assertIn(answer['code'], ('invalid_json', 'validation_failed'))
            return None
        self.assertEqual(answer, self.witness.event())
        self.assertEqual(answer['user_id'], self.client.welcome['user_id'])
        return answer['message']
