import { Latencies } from '../latencies';
import { KeptConnection, type Call } from './kept-connection';

export interface Load {
  /** Each has one request on its way at a time. */
  readonly connections: number;
  readonly seconds: number;
  /** @param n counts the calls from 0 */
  readonly call: (n: number) => Call;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly latencies: Latencies;
  /** Of the largest answer. */
  readonly bytes: number;
}

/** Asks on kept connections, each as soon as it has its answer. @throws Error if any answer is no success */
export async function closedLoop(base: string, { connections, seconds, call }: Load): Promise<LoadResult> {
  const kept = await Promise.all(Array.from({ length: connections }, () => KeptConnection.open(base)));
  const latencies = new Latencies();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let [calls, bytes] = [0, 0];
  const askAgainAndAgain = async (connection: KeptConnection): Promise<void> => {
    while (performance.now() < endsAt) {
      const askedAt = performance.now();
      bytes = Math.max(bytes, await connection.ask(call(calls++)));
      latencies.add(performance.now() - askedAt);
    }
  };
  try {
    await Promise.all(kept.map(askAgainAndAgain));
    return { perSecond: (latencies.count * 1_000) / (performance.now() - startedAt), latencies, bytes };
  } finally {
    for (const connection of kept) connection.close();
  }
}
