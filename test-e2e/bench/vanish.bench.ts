import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { eventually, familyOf, freePort, startPrivateServer } from '@yipii/testing';
import { endLeftovers } from '../support/app-process';
import { descriptorLimit, descriptorsOf } from '../support/proc-stat';
import type { SubscribersPlan, SubscribersReport } from './fanout/subscribers.program';
import { startOurs, type Target } from './fanout/targets';
import type { Spread } from './latencies';
import { wait } from './pace';
import { endPrograms, Program } from './program';
import type { NewcomersPlan } from './vanish/newcomers.program';

/** Each of the crowd is on one of them. */
const CROWD_CHANNELS = Array.from({ length: 100 }, (_, i) => `private-crowd-${i}`);
const STREAM = 'private-stream';
const SUBSCRIBERS = 100;
const MESSAGES_PER_SECOND = 100;
const WINDOW_S = 5;
const SERVED_WITHIN_MS = 250;

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    newcomers: { type: 'string', default: '100' },
    processes: { type: 'string', default: '1' },
  },
});
const count = Number(options.count);
/** They stay until the end. */
const newcomersPerSecond = Number(options.newcomers);
const processes = Number(options.processes);

/** What newcomers, and the subscribers of a stream, notice when the sockets of a crowd vanish at once. */
async function main(): Promise<void> {
  const needed = count + 2 * WINDOW_S * newcomersPerSecond + 500;
  if (descriptorLimit() < needed)
    throw new Error(`${count} connections need more descriptors: raise the limit (ulimit -Hn ${needed})`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-vanish-'));
  const redis = processes > 1 ? await startPrivateServer('redis', folder) : null;
  const gateway = await startOurs(redis ? await severalProcesses(redis.url) : {});
  const [crowd, stream] = [Program.start('subscribers'), Program.start('subscribers')];
  const newcomers = Program.start('newcomers');
  const observed = new Observed(gateway, stream, newcomers);
  try {
    await connect(crowd, gateway, CROWD_CHANNELS, count / CROWD_CHANNELS.length);
    await connect(stream, gateway, [STREAM], SUBSCRIBERS);
    await observed.during();
    const before = await observed.during();
    const open = descriptorsOfAll(gateway);
    const goneAt = performance.now();
    const [after, forgottenMs] = await Promise.all([
      observed.during(() => crowd.kill()),
      eventually(() => forgotten(gateway, open, goneAt), { timeoutMs: 60_000, everyMs: 5 }),
    ]);
    report({ before, after }, forgottenMs);
  } finally {
    endPrograms();
    await endLeftovers();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function severalProcesses(redis: string): Promise<Record<string, string>> {
  return { GATEWAY_PROCESSES: String(processes), REDIS_URL: redis, PORT: String(await freePort()) };
}

function descriptorsOfAll({ pid }: Target): number {
  return familyOf(pid).reduce((sum, member) => sum + descriptorsOf(member), 0);
}

async function connect(
  program: Program,
  { port, admission }: Target,
  channels: readonly string[],
  perChannel: number,
): Promise<void> {
  const plan: SubscribersPlan = { port, admission, channels, perChannel };
  await program.ask('connect', plan);
}

interface Noticed {
  readonly served: Spread;
  readonly stream: SubscribersReport;
}

/** A stream at an even pace, and clients that come meanwhile. */
class Observed {
  constructor(
    private readonly gateway: Target,
    private readonly stream: Program,
    private readonly newcomers: Program,
  ) {}

  async during(act: () => void = () => undefined): Promise<Noticed> {
    const { port, admission } = this.gateway;
    const pace = { perSecond: newcomersPerSecond, seconds: WINDOW_S };
    const plan: NewcomersPlan = { ...pace, port, admission, channel: CROWD_CHANNELS[0] ?? '' };
    await this.stream.ask('reset');
    const coming = this.newcomers.ask<Spread>('come', plan);
    const load = { perSecond: MESSAGES_PER_SECOND, seconds: WINDOW_S, phase: 'm', size: 'message' } as const;
    const published = this.gateway.publish({ ...load, channels: [STREAM] });
    act();
    const [served] = await Promise.all([coming, published]);
    await wait(500);
    return { served, stream: await this.stream.ask<SubscribersReport>('report', 0) };
  }
}

/** Returns how long it took until the gateway had closed the sockets of the crowd. */
function forgotten(gateway: Target, open: number, goneAt: number): number {
  if (descriptorsOfAll(gateway) > open - count + WINDOW_S * newcomersPerSecond)
    throw new Error('the gateway still has their sockets');
  return Math.round(performance.now() - goneAt);
}

function report(windows: Readonly<Record<'before' | 'after', Noticed>>, forgottenMs: number): void {
  const rows = Object.entries(windows).map(([when, { served, stream }]) => ({
    when: when === 'before' ? 'calm' : `${count} sockets vanish`,
    'served after p50 ms': served.p50,
    'served after p99 ms': served.p99,
    'longest ms': served.longest,
    'stream p50 ms': stream.p50,
    'stream p99 ms': stream.p99,
    lost: MESSAGES_PER_SECOND * WINDOW_S * SUBSCRIBERS - stream.measured,
  }));
  console.table(rows);
  console.log(
    JSON.stringify({
      bench: 'vanish',
      node: process.version,
      cpus: os.cpus().length,
      ...{ count, processes },
      forgottenMs,
      rows,
    }),
  );
  const longest = windows.after.served.longest ?? Infinity;
  process.exitCode = longest <= SERVED_WITHIN_MS && rows.every(({ lost }) => lost === 0) ? 0 : 1;
}

void main().then(() => process.exit());
