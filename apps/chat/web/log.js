// The list of messages and notices: groups, gaps, and keeping the end in view. Text is only ever set as text.

import { dayOf, timeOf, momentOf } from './clock.js';

const keep = 500; // entries; the oldest go first
const groupFor = 5 * 60_000; // milliseconds between messages that still stand together
const nearEnd = 48; // pixels that still count as being at the end

export class Log {
  #view;
  #list;
  #outbox;
  #pill;
  #following = true;
  #below = 0;
  #last = null; // the last message: { id, at, group }
  #day = null;

  /** `view` scrolls and holds `list` and, after it, `outbox`: what was sent and is not confirmed yet. */
  constructor(view, list, outbox, pill) {
    this.#view = view;
    this.#list = list;
    this.#outbox = outbox;
    this.#pill = pill;
    view.addEventListener('scroll', () => this.#scrolled());
    pill.addEventListener('click', () => this.#toEnd());
    new ResizeObserver(() => this.#following && this.#toEnd()).observe(view);
  }

  clear() {
    this.#list.replaceChildren();
    this.#outbox.replaceChildren();
    this.#last = this.#day = null;
    this.#toEnd();
  }

  /** A message: { id, name, mine, text, at, seq }, with `at` a Date. */
  message(message) {
    this.#scrolled();
    this.#startDay(message.at);
    if (!this.#continues(message)) this.#startGroup(message);
    this.#last.at = message.at;
    this.#last.group.querySelector('.bubbles').append(bubble(message));
    this.#added(message.mine);
  }

  /** Something that happened; `kind` is a class name. */
  notice(text, kind = 'event') {
    this.#scrolled();
    this.#last = null;
    this.#list.append(element('p', `notice ${kind}`, text, kind === 'gap' ? 'gap' : 'notice'));
    this.#added(false, false);
  }

  /** Shows a text as on its way; the element goes when its fate is known. */
  sending(text) {
    const sending = element('p', 'bubble', text, 'pending');
    sending.dir = 'auto';
    this.#outbox.append(sending);
    this.#toEnd();
    return sending;
  }

  #continues({ id, mine, at }) {
    return this.#last && this.#last.id === (mine ? 'me' : id) && at - this.#last.at < groupFor;
  }

  #startGroup({ id, name, mine, at }) {
    const group = element('div', mine ? 'group mine' : 'group');
    if (!mine) group.append(avatar(id, name));
    const bubbles = element('div', 'bubbles');
    bubbles.append(byline(mine ? 'You' : name, at));
    group.append(bubbles);
    this.#list.append(group);
    this.#last = { id: mine ? 'me' : id, group };
  }

  #startDay(at) {
    const day = dayOf(at);
    if (day === this.#day) return;
    if (this.#day !== null || day !== dayOf(new Date())) this.notice(day, 'day');
    this.#day = day;
  }

  #added(mine, counts = true) {
    while (this.#list.childElementCount > keep) this.#list.firstElementChild.remove();
    if (this.#following || mine) return this.#toEnd();
    if (counts) this.#showBelow(this.#below + 1);
  }

  /** Notes where the reader is: the event of that name may still be on its way when a message comes. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#view;
    this.#following = scrollHeight - scrollTop - clientHeight < nearEnd;
    if (this.#following) this.#showBelow(0);
  }

  #toEnd() {
    this.#view.scrollTop = this.#view.scrollHeight;
    this.#following = true;
    this.#showBelow(0);
  }

  #showBelow(count) {
    this.#below = count;
    this.#pill.hidden = count === 0;
    this.#pill.textContent = count === 1 ? '1 new message' : `${count} new messages`;
  }
}

function bubble({ name, mine, text, at, seq }) {
  const bubble = element('p', 'bubble', text, 'message');
  bubble.dir = 'auto';
  bubble.title = momentOf(at);
  Object.assign(bubble.dataset, { author: name, mine, seq });
  return bubble;
}

function byline(name, at) {
  const byline = element('p', 'byline');
  const time = element('time', '', timeOf(at));
  time.dateTime = at.toISOString();
  byline.append(element('bdi', 'author', name, 'author'), ' ', time);
  return byline;
}

function avatar(id, name) {
  const avatar = element('div', 'avatar', [...name][0]?.toUpperCase());
  avatar.ariaHidden = 'true';
  avatar.style.setProperty('--hue', hueOf(id));
  return avatar;
}

function hueOf(id) {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.codePointAt(0)) % 360;
  return hash;
}

function element(tag, classes, text = '', testId) {
  const made = document.createElement(tag);
  made.className = classes;
  made.textContent = text;
  if (testId) made.dataset.testid = testId;
  return made;
}
