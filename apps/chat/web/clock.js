// Moments in the reader's own time zone and language.

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const timeOf = (at) => time.format(at);
export const dayOf = (at) => day.format(at);
export const momentOf = (at) => moment.format(at);

/** The moment that an RFC 3339 text names, or now if it names none. */
export function parseMoment(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? new Date() : at;
}
