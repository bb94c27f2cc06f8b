import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;

/**
 * A port that nobody listens on, outside the range from which outgoing connections take theirs: a server
 * that is stopped for a while must find its port free again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
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
