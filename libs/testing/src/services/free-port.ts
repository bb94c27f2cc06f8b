import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;
/** Each worker of Jest takes ports of its own, as long as there are no more workers than that. */
const LANES = 8;
const LANE = Number(process.env.JEST_WORKER_ID ?? 0) % LANES;

/** What was given away, though perhaps nobody listens on it yet. */
const given = new Set<number>();

/**
 * A port that nobody listens on, outside the range from which outgoing connections take theirs: a server
 * that is stopped for a while must find its port free again. No port is given twice.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + LANES * Math.floor((Math.random() * (LAST - FIRST)) / LANES) + LANE;
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
