"""Clients that want more than their share: of connections, of memory, of time."""

import contextlib
import time
import unittest

from hostile import HostileTest, Server
from raw_client import BINARY, TEXT, event, frame, request, text, upgraded


class Crowds(HostileTest):
    arguments = ('--debug-routes', '--message-rate', '0', '--close-timeout', '1')

    def test_200_connections_from_one_address_are_all_served(self):
        with contextlib.ExitStack() as stack:
            crowd = [stack.enter_context(self.open(f'/chat/crowd-{number % 20}')) for number in range(200)]
            for number, client in enumerate(crowd):
                self.assertEqual(client.event('system')['count'], number // 20 + 1)
            for client in crowd:
                client.send(event(type='ping'))
            for client in crowd:
                client.event('pong')
            self.assert_served()

    def test_300_handshakes_at_once_are_let_in_or_refused_with_a_status(self):
        with contextlib.ExitStack() as stack:
            crowd = [stack.enter_context(self.peer()) for _ in range(300)]
            for peer in crowd:
                peer.send(request('/room/rush')[:50])
            for peer in crowd:
                peer.send(request('/room/rush')[50:])
            self.assertLessEqual({peer.answer().status for peer in crowd}, {101, 429, 503})
            self.assert_served()

    def test_rooms_that_nobody_is_in_take_no_memory(self):
        def visit(rooms):
            for number in rooms:
                with self.open(f'/chat/passing-{number}') as client:
                    self.assertEqual(client.event()['count'], 1)
            return self.server.resident()

        before = visit(range(200))
        self.assertLess(visit(range(200, 1700)) - before, 4)
        with self.open('/chat/passing-0') as client:
            self.assertEqual(client.event()['count'], 1)

    def test_a_client_that_writes_32_mb_and_never_reads_is_stopped_or_dropped(self):
        data = frame(BINARY, bytes(32_768)) * 1024
        for window in (None, 4096):
            with self.hostile(window):
                before, descriptors = self.server.resident(), self.server.descriptors()
                with self.open('/debug/echo', receive_buffer=window) as client:
                    client.send(data)
                    self.assertLess(self.server.resident() - before, 16)
                    self.assert_served()
                    self.assertTrue(self.released(descriptors), 'though the client holds on to its connection')

    def test_a_client_that_writes_in_ten_connections_and_never_reads_takes_ten_queues_at_most(self):
        data = frame(TEXT, b'a' * 60_000) * 200
        before = self.server.resident()
        with contextlib.ExitStack() as stack:
            for client in [stack.enter_context(self.open('/debug/echo', receive_buffer=4096)) for _ in range(10)]:
                client.send(data)
            self.assertLess(self.server.resident() - before, 10 * 2 + 8)
            self.assert_served()

    def test_5000_messages_before_reading_are_all_answered_in_order(self):
        with self.open('/chat/patient') as client:
            client.event('system')
            client.send(b''.join(event(type='chat_message', message=str(number)) for number in range(5000)))
            lines = [client.event() for _ in range(5000)]
        self.assertEqual([line['message'] for line in lines], [str(number) for number in range(5000)])
        self.assertEqual([line['seq'] - lines[0]['seq'] for line in lines], list(range(5000)))

    def test_two_listeners_get_500_messages_once_and_in_order(self):
        with self.open('/chat/lines') as speaker, self.open('/chat/lines') as one, self.open('/chat/lines') as other:
            for client in (speaker, one, other):
                client.event('system')
            speaker.send(b''.join(event(type='chat_message', message=str(number)) for number in range(500)))
            speaker.send(event(type='chat_message', message='end'))
            for client in (one, other):
                heard = [client.event('chat_message')['message'] for _ in range(501)]
                self.assertEqual(heard, [*map(str, range(500)), 'end'])

    def test_a_member_that_reads_nothing_delays_nobody_and_is_dropped(self):
        with self.open('/chat/dead', receive_buffer=4096) as dead, self.open('/chat/dead') as speaker, \
                self.open('/chat/dead') as reader:
            gone = dead.event('system')['user_id']
            speaker.event('system'), reader.event('system')
            line = text('{"type":"chat_message","message":"' + '\U0001f600' * 1000 + '"}')
            left, numbers, slowest = [], [], 0
            for _ in range(self.batches):
                started = time.monotonic()
                speaker.send(line * 100)
                for _ in range(100):
                    speaker.event('chat_message')
                numbers += [self.next_line(reader, left) for _ in range(100)]
                slowest = max(slowest, time.monotonic() - started)
            self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 100 * self.batches)))
            self.assertLess(slowest, 3)
            self.assertEqual(left, [gone])

    batches = 30  # of 400 KB: more than the kernel's buffers and the queue together

    @staticmethod
    def next_line(reader, left):
        while (got := reader.event())['type'] != 'chat_message':
            if got['type'] == 'user_left':
                left.append(got['user_id'])
        return got['seq']


class TooManyFromOneAddress(HostileTest):
    arguments = ('--max-connections-per-address', '8')
    status = 429

    def test_a_connection_over_the_limit_is_refused_until_another_has_ended(self):
        with contextlib.ExitStack() as stack:
            crowd = [stack.enter_context(self.open()) for _ in range(7)]  # the bystander is the eighth
            for _ in range(20):
                answer, behind = self.http(request())
                self.assertEqual((answer.status, behind), (self.status, b''))
            with self.peer() as late:
                self.assertEqual(late.answer().status, self.status)  # before it asked for anything
            crowd[0].reset()
            self.assertTrue(self.let_in())

    def let_in(self):
        """Whether one more is let in when the server has seen the others go."""
        deadline = time.monotonic() + self.closing
        while time.monotonic() < deadline:
            with self.peer() as peer:
                peer.send(request())
                if peer.answer().status == 101:
                    return True
                peer.end()
        return False

    def tearDown(self):
        self.assertTrue(self.let_in())
        super().tearDown()


class TooManyAtAll(TooManyFromOneAddress):
    arguments = ('--max-connections', '8')
    status = 503


class Silence(HostileTest):

    def test_a_client_that_answers_no_ping_is_dropped_and_one_that_does_stays(self):
        server = Server('--ping-interval', '0.5', '--pong-timeout', '0.5')
        try:
            with upgraded(server.port) as good, upgraded(server.port) as mute:
                gone = mute.event('system')['user_id']
                good.event('system')
                self.assertEqual(good.event('user_left')['user_id'], gone)
                self.assertIn(bytes([0x89, 0]), mute.end())
                self.assertEqual(good.ask(event(type='ping'))['type'], 'pong')
        finally:
            self.assertEqual(server.stop(), 0)

    def test_a_request_that_takes_its_time_is_cut_after_5_to_15_seconds(self):
        whole = request(extra=['X-Slow: ' + 'a' * 500])
        beginnings = {'silent': b'', 'half': whole[:60], 'all but the end': whole[:-1], 'noise': b'G'}
        with contextlib.ExitStack() as stack:
            open_since = time.monotonic()
            peers = {(what, number): stack.enter_context(self.peer())
                     for what in ('loris', *beginnings) for number in range(10)}
            for (what, _), peer in peers.items():
                peer.send(beginnings.get(what, b''))
            ends, sent = {}, 0
            while len(ends) < len(peers) and time.monotonic() - open_since < 15:
                self.assert_served()
                ended = [who for who, peer in peers.items() if who not in ends and peer.ended()]
                ends.update(dict.fromkeys(ended, time.monotonic() - open_since))
                for number in range(10):
                    if ('loris', number) not in ends:
                        peers['loris', number].send(whole[sent:sent + 1])
                sent += 1
                time.sleep(0.3)  # the pace of the slow ones
            self.assertEqual(ends.keys(), peers.keys())
            self.assertGreater(min(ends.values()), 5)


if __name__ == '__main__':
    unittest.main()
