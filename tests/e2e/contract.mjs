// What --print-asyncapi writes, as checks of single events.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

/** What the program that the variable names prints of its channels. */
export async function printContract(variable, ...args) {
  const { stdout } = await promisify(execFile)(process.env[variable], ['--print-asyncapi', ...args], { timeout: 20_000 });
  return stdout;
}

/** What a $ref within the document names. */
const resolve = (document, { $ref }) => $ref.slice(2).split('/').reduce((part, key) => part[key], document);

/** A channel's messages that the server sends or receives: name to message. */
export function messagesOf(document, channel, action) {
  const refs = document.operations[`${action}_${channel}`].messages;
  const messages = refs.map((ref) => resolve(document, ref));
  return Object.fromEntries(messages.map((each) => (each.$ref ? resolve(document, each) : each)).map((each) => [each.name, each]));
}

/** A channel's messages as [name, check] pairs. The server sends no field that its contract does not name. */
export function checksOf(document, channel, action) {
  const ajv = addFormats(new Ajv({ strict: true, allowUnionTypes: true }));
  return Object.entries(messagesOf(document, channel, action))
    .map(([name, { payload }]) => [name, ajv.compile(action === 'send' ? { ...payload, additionalProperties: false } : payload)]);
}

/** Which messages of the contract the event is. */
export const fitting = (checks, event) => checks.filter(([, fits]) => fits(event)).map(([name]) => name);
