// permessage-deflate against the client of Node's `ws`.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, gather, startChat } from './harness.mjs';

const long = 'Said again and again. '.repeat(200);
const messageLimit = 65_536;

describe('compression', () => {
  let server;
  before(async () => (server = await startChat(['--compression', '--debug-routes', '--metrics-port', '0', '--loops', '1'])));
  after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

  const metric = async (name) => {
    const [, url] = /metrics on (\S+)/.exec(server.logs());
    const page = await (await fetch(url)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)[1]);
  };

  for (const perMessageDeflate of [true, { threshold: 0 }, { clientMaxWindowBits: 9, threshold: 0 },
    { serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 12, threshold: 0 }]) {
    it(`is spoken with ${JSON.stringify(perMessageDeflate)}`, async () => {
      const echo = await connect(`${server.wsUrl}/debug/echo`, { perMessageDeflate });
      assert.match(echo.socket.extensions, /permessage-deflate/);
      for (const said of ['', 'short', long, 'ü€😀'.repeat(1_000), 'x'.repeat(messageLimit)]) {
        const answer = new Promise((resolve) => echo.socket.once('message', (data) => resolve(data.toString())));
        echo.socket.send(said);
        assert.equal(await answer, said);
      }
      echo.socket.close();
    });
  }

  it('is not spoken with a client that does not offer it', async () => {
    const echo = await connect(`${server.wsUrl}/debug/echo`, { perMessageDeflate: false });
    assert.equal(echo.socket.extensions, '');
    echo.socket.close();
  });

  it('compresses what a room says once for all, and saves bytes', async () => {
    const members = await gather(server, 10);
    const before = [await metric('troupe_messages_compressed_total'), await metric('troupe_sent_bytes_total')];
    const message = long.slice(0, 900);
    members[0].send({ type: 'chat_message', message });
    for (const member of members) assert.equal((await member.next('chat_message')).message, message);
    const compressed = await metric('troupe_messages_compressed_total') - before[0];
    const sent = await metric('troupe_sent_bytes_total') - before[1];
    assert.equal(compressed, 1);
    assert.ok(sent < 3_500, `${sent} bytes for 10 times ${message.length}`);
    await Promise.all(members.map((member) => member.close()));
  });

  it('a message too long once unpacked closes with 1009', async () => {
    const echo = await connect(`${server.wsUrl}/debug/echo`, { perMessageDeflate: true });
    const code = new Promise((resolve) => echo.socket.once('close', resolve));
    echo.socket.send('x'.repeat(messageLimit + 1));
    assert.equal(await code, 1009);
  });
});
