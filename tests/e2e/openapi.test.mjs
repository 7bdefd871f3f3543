// docs/openapi.json is a valid document, and says what the server does.

import { Validator } from '@seriousme/openapi-schema-validator';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startChat } from './harness.mjs';

const path = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
const { paths } = JSON.parse(await readFile(path, 'utf8'));
const key = 'a key of this test alone';
const headers = { Authorization: `Bearer ${key}` };

/** Each operation of the document: [method, path, operation]. */
const operations = Object.entries(paths).flatMap(([where, item]) =>
  Object.entries(item).map(([method, operation]) => [method.toUpperCase(), where, operation]),
);

const exampleOf = (operation) => operation.requestBody?.content['application/json'].example;

describe('the OpenAPI document', { timeout: 60_000 }, () => {
  let folder;
  let server;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'troupe-openapi-'));
    await writeFile(join(folder, 'key'), `${key}\n`);
    server = await startChat(['--api-key-file', join(folder, 'key')]);
  });
  after(async () => {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
    await rm(folder, { recursive: true });
  });

  const call = async (method, where, body, more = headers) => {
    const options = { method, headers: more, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10_000) };
    const answer = await fetch(server.url + where.replace('{id}', 'lobby'), options);
    return { status: answer.status, body: await answer.json() };
  };

  /** What only a room that is there, or a cluster, answers otherwise. */
  const ofNothing = ({ status, body }) =>
    status === 404 && ['No such room', 'This node is in no cluster'].includes(body.message);

  it('is valid', async () => {
    const { valid, errors } = await new Validator().validate(path);
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(operations.length, 7);
  });

  for (const [method, where, operation] of operations) {
    it(`knows what ${method} ${where} answers`, async () => {
      const answer = await call(method, where, exampleOf(operation));
      assert.ok(Object.hasOwn(operation.responses, answer.status), `${answer.status} is not in the document`);
      assert.ok(answer.status < 300 || ofNothing(answer), JSON.stringify(answer));
      const { content } = operation.responses[answer.status];
      for (const field of content?.['application/json'].schema.required ?? [])
        assert.ok(Object.hasOwn(answer.body, field), `${field} is missing in ${JSON.stringify(answer.body)}`);
    });

    it(`knows that ${method} ${where} needs the key`, async () => {
      assert.ok(Object.hasOwn(operation.responses, 401));
      assert.equal((await call(method, where, exampleOf(operation), {})).status, 401);
    });
  }

  it('says which orders are wrong', async () => {
    for (const [method, where, operation] of operations)
      if (method === 'POST') {
        assert.ok(Object.hasOwn(operation.responses, 400));
        assert.equal((await call(method, where, {})).status, 400);
      }
  });
});
