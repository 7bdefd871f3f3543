// The page: joins a room, shows what happens there and sends what is typed.

import { parseMoment } from './clock.js';
import { Composer } from './composer.js';
import { Lobby } from './lobby.js';
import { Log } from './log.js';
import { Outbox } from './outbox.js';
import { ReconnectingSocket } from './reconnect.js';
import { Sequence } from './sequence.js';
import { Status } from './status.js';
import { Toast } from './toast.js';
import { Typists, TypingSignal } from './typing.js';
import { Unread } from './unread.js';

const part = (id) => document.getElementById(id);

let socket = null;
let sequence = null;
let me = null; // our user id in this connection
let returning = false; // an earlier connection was in this room

const log = new Log(part('view'), part('log'), part('outbox'), part('pill'));
const outbox = new Outbox((text) => log.sending(text), takeBack);
const status = new Status(part('connection'), part('banner'), () => socket.retry());
const toast = new Toast(part('toast'));
const typists = new Typists(part('typing'));
const typing = new TypingSignal(send);
const unread = new Unread();
const lobby = new Lobby(part('join'), join);
const composer = new Composer(part('composer'), {
  send: say,
  typed: () => typing.typed(),
  emptied: () => typing.stop(),
});

// ---- in and out of a room ----

function join(room, name) {
  show('room');
  part('title').textContent = room;
  unread.title = `${room} · Troupe`;
  log.clear();
  sequence = new Sequence();
  returning = false;
  socket = new ReconnectingSocket(address(room, name), '{"type":"ping"}', {
    message: (text) => receive(parse(text)),
    state: connection,
  });
  composer.focus();
}

function leave() {
  socket.stop();
  disconnected();
  unread.title = 'Troupe';
  show('lobby');
  lobby.reopen();
}

function show(screen) {
  part('lobby').hidden = screen !== 'lobby';
  part('room').hidden = screen !== 'room';
}

function address(room, name) {
  const url = new URL(`chat/${encodeURIComponent(room)}`, document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  if (name) url.searchParams.set('name', name);
  return url;
}

function connection(state) {
  status.show(state);
  composer.connected = state.name === 'open';
  if (state.name === 'open') showCount(1);
  else disconnected();
}

function disconnected() {
  me = null;
  typists.clear();
  typing.reset();
  outbox.giveUp();
}

// ---- what the room tells ----

const events = {
  system: (event) => {
    if (event.reconnect) return goingDown(event);
    if (me === null && event.user_id) return welcomed(event);
    log.notice(event.message);
  },
  chat_message: (event) => {
    const missed = sequence.take(event.seq, event.epoch);
    if (missed > 0) log.notice(missed === 1 ? '1 message was missed' : `${missed} messages were missed`, 'gap');
    if (missed >= 0) said(event);
  },
  user_joined: (event) => log.notice(`${nameOf(event)} joined`),
  user_left: (event) => {
    typists.remove(event.user_id);
    log.notice(`${nameOf(event)} left`);
  },
  user_typing: (event) => typists.add(event.user_id, nameOf(event)),
  user_stopped_typing: (event) => typists.remove(event.user_id),
  error: (event) => {
    outbox.refused(event.ref);
    toast.warn(explain(event));
  },
};

function receive(event) {
  if (Number.isSafeInteger(event.count)) showCount(event.count);
  if (Object.hasOwn(events, event.type)) events[event.type](event);
}

function goingDown(event) {
  if (event.retry_after_ms >= 0) socket.comeBackIn(event.retry_after_ms);
}

function welcomed(event) {
  me = event.user_id;
  log.notice(returning ? 'Reconnected' : event.message);
  if (returning) sequence.reconnected();
  returning = true;
}

function said(event) {
  const mine = event.user_id === me;
  typists.remove(event.user_id);
  if (mine) outbox.delivered(event.message);
  else unread.add();
  log.message({
    id: event.user_id,
    name: nameOf(event),
    mine,
    text: event.message,
    at: parseMoment(event.timestamp),
    seq: event.seq,
  });
}

function nameOf({ name, user_id: id }) {
  if (typeof name === 'string' && name.trim()) return name.trim();
  return id ? id.slice(0, 'user_'.length + 6) : 'Someone';
}

function explain({ message, retry_after_ms: wait }) {
  return wait > 0 ? `${message}. Try again in ${Math.ceil(wait / 1000)} s.` : message;
}

function showCount(count) {
  part('count').textContent = count;
}

// ---- what we tell the room ----

function send(message) {
  return socket.send(JSON.stringify(message));
}

/** Returns whether the text is on its way. */
function say(text) {
  if (!socket.isOpen) return false;
  send({ type: 'chat_message', message: text, ref: outbox.add(text) });
  typing.stop();
  return true;
}

function takeBack(text) {
  composer.restore(text);
  toast.warn('Your message may not have arrived. It is back in the box.');
}

function parse(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

async function share() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast.tell('The link to this room is copied.');
  } catch {
    toast.warn('The browser does not allow copying. The link is the address of this page.');
  }
}

part('leave').addEventListener('click', leave);
part('share').addEventListener('click', share);
part('share').hidden = !navigator.clipboard;
addEventListener('online', () => socket?.hurry());
document.addEventListener('visibilitychange', () => document.hidden || socket?.hurry());

lobby.enter();
