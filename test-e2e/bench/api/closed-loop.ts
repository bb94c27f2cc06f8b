import { Agent, request } from 'node:http';
import { Latencies } from '../latencies';

/** A request, made anew for each call. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

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
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies = new Latencies();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let [calls, bytes] = [0, 0];
  const connection = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const askedAt = performance.now();
      bytes = Math.max(bytes, await bytesOf(agent, base, call(calls++)));
      latencies.add(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const perSecond = (latencies.count * 1_000) / (performance.now() - startedAt);
  agent.destroy();
  return { perSecond, latencies, bytes };
}

function bytesOf(agent: Agent, base: string, { method, path, headers = {}, body }: Call): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${base}${path}`, { method, agent, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(bytes);
        else reject(new Error(`${method} ${path}: ${answer.statusCode}`));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
