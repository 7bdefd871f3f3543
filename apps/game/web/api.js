// The server's HTTP interface to games.

const answerWithin = 8_000; // milliseconds

export async function listGames() {
  const { games } = await ask('api/games');
  return games;
}

/** Makes a game and returns its id. */
export async function createGame(minutes, incrementSeconds) {
  const { game_id: id } = await ask('api/games', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ minutes, increment_seconds: incrementSeconds }),
  });
  return id;
}

export const recordUrl = (id) => new URL(`api/games/${encodeURIComponent(id)}/record`, location.href).href;

export function socketUrl(id) {
  const url = new URL(`game/${encodeURIComponent(id)}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = url.hash = '';
  return url.href;
}

/** The JSON answer, or an Error whose message can be shown. */
async function ask(path, options = {}) {
  const answer = await reach(path, options);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.message ?? `The server answered ${answer.status}.`);
  return body;
}

async function reach(path, options) {
  try {
    return await fetch(new URL(path, location.href), { ...options, signal: AbortSignal.timeout(answerWithin) });
  } catch {
    throw new Error('The server does not answer.');
  }
}
