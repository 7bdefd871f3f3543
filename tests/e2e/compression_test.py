"""permessage-deflate against the client of Python's websockets, and against clients that mean harm."""

import asyncio
import random
import unittest
import zlib

import harness
from hostile import HostileTest
from raw_client import BINARY, CONTINUATION, PING, TEXT, frame, text
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

LIMIT = 65_536
PACKED = 4  # RSV1
OFFER = 'permessage-deflate; client_max_window_bits'
TAIL = b'\x00\x00\xff\xff'


def deflate(data, level=6, window=15, memory=8, strategy=zlib.Z_DEFAULT_STRATEGY, piece=None):
    """As a client compresses; `piece`: a flush, and so a block at least, after so many bytes."""
    packing = zlib.compressobj(level, zlib.DEFLATED, -window, memory, strategy)
    step = piece or len(data) or 1
    out = b''.join(packing.compress(data[at:at + step]) + packing.flush(zlib.Z_SYNC_FLUSH)
                   for at in range(0, len(data) or 1, step))
    assert out.endswith(TAIL)
    return out[:-len(TAIL)]


def sayings(number):
    """Texts of many sizes, from very regular to not at all."""
    dice = random.Random(1)
    for _ in range(number):
        letters = dice.choice(['a', 'ab', 'abcdefgh {}":,', 'äöü€😀', ''.join(map(chr, range(32, 0x2000)))])
        yield ''.join(dice.choices(letters, k=dice.choice([0, 1, 100, 300, 2_000, 20_000])))


class Friendly(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.server = await harness.start_chat('--compression', '--debug-routes')

    async def asyncTearDown(self):
        self.assertEqual(await self.server.stop(), 0)

    async def echoes(self, **options):
        echo = await harness.open_channel(self.server, '/debug/echo', **options)
        for said in sayings(60):
            await echo.socket.send(said)
            self.assertEqual(await asyncio.wait_for(echo.socket.recv(), 5), said)
            await echo.socket.send(said.encode())
            self.assertEqual(await asyncio.wait_for(echo.socket.recv(), 5), said.encode())
        extensions = [each.name for each in echo.socket.extensions]
        await echo.socket.close()
        return extensions

    async def test_its_default_offer(self):
        self.assertEqual(await self.echoes(compression='deflate'), ['permessage-deflate'])

    async def test_no_offer(self):
        self.assertEqual(await self.echoes(compression=None), [])

    async def test_every_window_of_the_client(self):
        for bits in range(9, 16):
            factory = ClientPerMessageDeflateFactory(client_max_window_bits=bits,
                                                     compress_settings={'level': bits - 9})
            with self.subTest(bits):
                self.assertEqual(await self.echoes(compression=None, extensions=[factory]), ['permessage-deflate'])

    async def test_a_window_that_is_too_small_for_us_goes_without(self):
        factory = ClientPerMessageDeflateFactory(server_max_window_bits=9)
        self.assertEqual(await self.echoes(compression=None, extensions=[factory]), [])

    async def test_a_room_with_and_without(self):
        ann = await harness.enter(self.server, 'mixed', compression='deflate')
        bob = await harness.enter(self.server, 'mixed', compression=None)
        for message in ('long ' * 150, 'short'):
            await bob.say(message)
            self.assertEqual((await ann.until('chat_message'))['message'], message)
            self.assertEqual((await bob.until('chat_message'))['message'], message)
        for each in (ann, bob):
            await each.socket.close()


class Hostile(HostileTest):
    arguments = ('--debug-routes', '--compression')

    def compressing(self, target='/debug/echo'):
        return self.open(target, sec_websocket_extensions=OFFER)

    def ends(self, data, *codes):
        with self.compressing() as client:
            client.send(data)
            self.assertIn(client.close_code(), codes)
            self.assertEqual(client.end(), b'')

    def echoes(self, data, expected):
        with self.compressing() as client:
            client.send(data)
            self.assertEqual(client.message(), expected)

    def test_every_way_to_compress_is_read(self):
        dice = random.Random(2)
        with self.compressing() as client:
            for _ in range(500):
                size = dice.choice([0, 1, 10, 1_000, 20_000, LIMIT - 20])
                alphabet = dice.choice([b'a', b'abc', bytes(range(32, 127))])
                said = bytes(dice.choices(alphabet, k=size))
                how = dict(level=dice.randrange(10), window=dice.randrange(9, 16), memory=dice.randrange(1, 10),
                           strategy=dice.randrange(5), piece=dice.choice([None, None, max(50, size // 7)]))
                client.send(frame(TEXT, deflate(said, **how), reserved=PACKED))
                self.assertEqual(client.frame(packed=True).payload, said, how)

    def test_fragments_with_a_ping_between_them(self):
        packed = deflate(b'x' * 200 + b'y')
        self.echoes(frame(TEXT, final=False, reserved=PACKED) + frame(CONTINUATION, packed[:2], final=False)
                    + frame(CONTINUATION, final=False) + frame(CONTINUATION, packed[2:]), b'x' * 200 + b'y')
        with self.compressing() as client:
            client.send(frame(TEXT, packed[:1], final=False, reserved=PACKED) + frame(PING, b'?'))
            self.assertEqual(client.frame().payload, b'?')
            client.send(frame(CONTINUATION, packed[1:]))
            self.assertEqual(client.message(), b'x' * 200 + b'y')

    def test_a_last_block_ends_a_message(self):
        packing = zlib.compressobj(6, zlib.DEFLATED, -15)
        whole = packing.compress(b'hello') + packing.flush(zlib.Z_FINISH)
        for ending in (b'', b'\0'):
            self.echoes(frame(TEXT, whole + ending, reserved=PACKED), b'hello')

    def test_plain_messages_stay_allowed(self):
        self.echoes(text('hello'), b'hello')

    def test_what_is_too_long_once_unpacked_closes_with_1009(self):
        before = self.server.resident()
        for size in (LIMIT + 1, 1 << 20, 64 << 20):
            packed = deflate(b'x' * size)
            with self.hostile(size):
                self.ends(frame(TEXT, packed, reserved=PACKED), 1009)
        self.assertLess(self.server.resident(), before + 8)

    def test_a_bomb_whose_frame_is_below_the_limit(self):
        bomb = deflate(b'\0' * (63 << 20), level=9)
        self.assertLess(len(bomb), LIMIT)
        started = self.server.processor_time()
        for _ in range(50):
            self.ends(frame(BINARY, bomb, reserved=PACKED), 1009)
        self.assertLess(self.server.processor_time() - started, 5)

    def test_a_frame_too_long_for_any_message_closes_with_1009(self):
        self.ends(frame(TEXT, claim=1 << 20, reserved=PACKED), 1009)
        self.ends(frame(TEXT, claim=(1 << 63) - 1, reserved=PACKED), 1009)

    def test_broken_data_closes_with_1007(self):
        good = deflate(b'hello, this is quite long, this is quite long')
        packing = zlib.compressobj(zdict=b'hello, this is not here', wbits=-15)
        elsewhere = packing.compress(b'hello, this is not here') + packing.flush(zlib.Z_SYNC_FLUSH)[:-len(TAIL)]
        for what, payload in {'garbage': b'\xff' * 100, 'cut': good[:-4], 'plain text': b'{"type":"ping"}',
                              'a block that lies about its length': b'\0\5\0\xfa\xfehello\0',
                              'more behind the last block': b'\xf3\x48\xcd\xc9\xc9\x07\0\0' + good,
                              'bad UTF-8': deflate(b'\xff\xfe'), 'a cut code point': deflate('ü'.encode()[:1]),
                              'a distance before the start': elsewhere}.items():
            with self.hostile(what):
                self.ends(frame(TEXT, payload, reserved=PACKED), 1007)

    def test_rsv1_where_it_does_not_belong_closes_with_1002(self):
        packed = deflate(b'hello')
        self.ends(frame(PING, b'a', reserved=PACKED), 1002)
        self.ends(frame(TEXT, packed[:2], final=False, reserved=PACKED)
                  + frame(CONTINUATION, packed[2:], reserved=PACKED), 1002)
        self.ends(frame(TEXT, packed, reserved=PACKED | 1), 1002)
        with self.open('/debug/echo') as client:  # which has offered nothing
            client.send(frame(TEXT, packed, reserved=PACKED))
            self.assertEqual(client.close_code(), 1002)

    def test_many_empty_blocks_cost_no_more_than_a_long_message(self):
        started = self.server.processor_time()
        for _ in range(10):
            with self.compressing() as client:
                client.send(frame(TEXT, b'\x02\x00' * 32_000, reserved=PACKED))
                client.send(text('still there?'))
                client.frame()
        self.assertLess(self.server.processor_time() - started, 5)

    def test_offers_of_no_use_leave_the_connection_without(self):
        for offer in ('permessage-deflate; server_max_window_bits=9', 'permessage-deflate; x', ';;;', 'x' * 4_000,
                      'permessage-deflate; server_max_window_bits=99999999999999999999'):
            with self.hostile(offer), self.open('/debug/echo', sec_websocket_extensions=offer) as client:
                client.send(text('a' * 1_000))
                self.assertEqual(client.message(), b'a' * 1_000)


if __name__ == '__main__':
    unittest.main()
