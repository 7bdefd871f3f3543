"""How many may come from one address, and who stands behind a proxy."""

import json
import unittest

import websockets

from harness import start_chat


class AddressesTest(unittest.IsolatedAsyncioTestCase):
    async def start(self, *options):
        self.server = await start_chat(*options)
        self.addAsyncCleanup(self.server.stop)

    async def come(self, forwarded_for=None):
        """@returns the HTTP status, and the `code` of a refusal."""
        headers = {"X-Forwarded-For": forwarded_for} if forwarded_for else {}
        try:
            socket = await websockets.connect(f"{self.server.url}/chat/lobby", extra_headers=headers)
        except websockets.InvalidStatusCode as refused:
            return refused.status_code, None
        self.addAsyncCleanup(socket.close)
        return 101, json.loads(await socket.recv())["type"]

    async def statuses(self, *addresses):
        return [(await self.come(each))[0] for each in addresses]

    async def test_who_connects_too_fast_is_refused(self):
        await self.start("--connection-rate", "0.01", "--connection-burst", "3")
        self.assertEqual(await self.statuses(None, None, None, None), [101, 101, 101, 429])

    async def test_behind_a_trusted_proxy_each_client_counts_for_itself(self):
        await self.start("--trusted-proxy", "127.0.0.1", "--max-connections-per-address", "1")
        self.assertEqual(await self.statuses("10.0.0.1", "10.0.0.2", "10.0.0.1", "1.2.3.4, 10.0.0.2"),
                         [101, 101, 429, 429])

    async def test_what_another_says_of_itself_counts_for_nothing(self):
        await self.start("--trusted-proxy", "10.0.0.0/8", "--max-connections-per-address", "1")
        self.assertEqual(await self.statuses("10.0.0.1", "10.0.0.2"), [101, 429])


if __name__ == "__main__":
    unittest.main()
