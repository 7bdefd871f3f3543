// /robust, /batched and /optimized without Redis.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, startChat } from './harness.mjs';

describe('the channels of the workshop', { timeout: 30_000 }, () => {
  let server;
  before(async () => (server = await startChat()));
  after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

  it('fail as they are told, and go on', async () => {
    const client = await connect(`${server.wsUrl}/robust`);
    const codes = {
      validation: 'validation_failed',
      authorization: 'access_denied',
      exception: 'internal',
      timeout: 'internal',
      dancing: 'validation_failed',
    };
    for (const [how, code] of Object.entries(codes)) {
      client.send({ type: 'fail', how, ref: how });
      const error = await client.next('error');
      assert.deepEqual([error.code, error.ref], [code, how]);
    }
    client.send({ type: 'ping' });
    await client.next('pong');
  });

  it('tell nothing of a failure that is the server’s', async () => {
    const client = await connect(`${server.wsUrl}/robust`);
    client.send({ type: 'fail', how: 'exception' });
    const { timestamp, ...error } = await client.next('error');
    assert.deepEqual(error, { type: 'error', code: 'internal', message: 'Internal server error' });
  });

  it('take ten messages at once, or what came within 100 ms', async () => {
    const client = await connect(`${server.wsUrl}/batched`);
    for (let i = 0; i < 23; ++i) client.send({ type: 'item', number: i });
    const batches = [];
    for (let i = 0; i < 3; ++i) batches.push(await client.next('batch_processed'));
    assert.deepEqual(
      batches.map(({ count, reason }) => [count, reason]),
      [[10, 'full'], [10, 'full'], [3, 'timeout']],
    );
  });

  it('keep a value for everybody', async () => {
    const [writer, reader] = [await connect(`${server.wsUrl}/optimized`), await connect(`${server.wsUrl}/optimized`)];
    writer.send({ type: 'set', key: 'colour', value: { name: 'blue' }, ref: 1 });
    assert.equal((await writer.next('success')).ref, 1);
    reader.send({ type: 'get', key: 'colour' });
    assert.deepEqual((await reader.next('success')).data, { key: 'colour', value: { name: 'blue' } });
    reader.send({ type: 'get', key: '' });
    assert.equal((await reader.next('error')).code, 'validation_failed');
  });
});
