import os from 'node:os';
import { parseArgs } from 'node:util';
import { eventually } from '@yipii/testing';
import { AppProcess, endLeftovers } from '../support/app-process';
import { metricOf } from '../support/metrics-page';
import { descriptorLimit, descriptorsOf, memoryOf } from '../support/proc-stat';
import { BENCH_APP } from './fanout/frames';
import { collectGarbage, INSPECTABLE } from '../support/collect-garbage';
import type { Closes, HoldPlan } from './connections/holder.program';
import { nowMicros, wait } from './pace';
import { endPrograms, Program } from './program';

/** None has more connections than the gateway gives to one address. */
const PER_ADDRESS = 50;
const MIN_ADDRESSES = 100;
const WARM_UP_CONNECTIONS = 5_000;
const WARM_UP_AT_ONCE = 250;
/** What one finds unused, the next gives back to the system. */
const COLLECTIONS = 3;
const BUCKET_MS = 100;
const OVER_CAPACITY = '4100';
const MAX_BUCKET_SHARE = 0.05;

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    settle: { type: 'string', default: '10' },
    drain: { type: 'string', default: '10' },
  },
});
const count = Number(options.count);
const settleMs = Number(options.settle) * 1_000;
const drainMs = Number(options.drain) * 1_000;

/** What idle connections cost, what stays behind when they have gone, and how evenly a stop sends them away. */
async function main(): Promise<void> {
  if (descriptorLimit() < count + 500) {
    throw new Error(
      `${count} connections need more descriptors: raise the limit (ulimit -Hn ${count + 500})`,
    );
  }
  const server = await AppProcess.start('gateway', {
    ...{ PORT: '0', ...INSPECTABLE },
    PUSHER_APPS: JSON.stringify([BENCH_APP]),
    GATEWAY_DRAIN_MS: String(drainMs),
    SHUTDOWN_GRACE_MS: String(drainMs + 20_000),
  });
  const clients = new Clients(server, Program.start('holder'));
  try {
    await clients.warmUp();
    const start = await clients.holdings();
    const held = await clients.comeAndGo(start);
    const first = await clients.holdings();
    await clients.comeAndGo(start);
    const second = await clients.holdings();
    const drained = await clients.drain();
    report({
      connections: count,
      'bytes/connection': Math.round((held.memory - start.memory) / count),
      'heap bytes/connection': Math.round((held.heap - start.heap) / count),
      'descriptors at start / first / second': [start, first, second]
        .map(({ descriptors }) => descriptors)
        .join(' / '),
      'MB at start / held / first / second': [start, held, first, second]
        .map(({ memory }) => Math.round(memory / 1024 / 1024))
        .join(' / '),
      ...drained,
    });
  } finally {
    endPrograms();
    await endLeftovers();
  }
}

interface Holdings {
  readonly descriptors: number;
  /** Resident bytes. */
  readonly memory: number;
  /** Bytes of JavaScript objects. */
  readonly heap: number;
}

class Clients {
  constructor(
    private readonly server: AppProcess,
    private readonly holder: Program,
  ) {}

  /** Code gets hot, and what every process needs once is there; few at a time, so that little is left behind. */
  async warmUp(): Promise<void> {
    for (let i = 0; i < WARM_UP_CONNECTIONS; i += WARM_UP_AT_ONCE)
      await this.come(WARM_UP_AT_ONCE, () => this.go());
    await wait(settleMs / 2);
  }

  /** All come, stay a while and go; answers what the server held meanwhile. */
  async comeAndGo(start: Holdings): Promise<Holdings> {
    let held = start;
    await this.come(count, async () => {
      await wait(settleMs);
      held = await this.holdings();
      await this.go();
    });
    await wait(settleMs / 2);
    return held;
  }

  /** Without garbage. */
  async holdings(): Promise<Holdings> {
    const { pid } = this.server;
    for (let i = 0; i < COLLECTIONS; i++) await collectGarbage(this.server);
    const heap = metricOf(await this.server.metrics(), 'nodejs_heap_size_used_bytes');
    return { descriptors: descriptorsOf(pid), memory: memoryOf(pid), heap };
  }

  /** What a stop does to them all. */
  async drain(): Promise<Drained> {
    let drained: Drained | undefined;
    await this.come(count, async () => {
      const stoppedAt = nowMicros() / 1_000;
      const code = await this.server.end('SIGTERM');
      await this.untilOpen(0);
      drained = describe(await this.holder.ask<Closes>('closes'), stoppedAt, code);
    });
    if (!drained) throw new Error('not drained');
    return drained;
  }

  private async come(number: number, then: () => Promise<void>): Promise<void> {
    const addresses = Math.max(MIN_ADDRESSES, Math.ceil(number / PER_ADDRESS));
    const path = `/app/${BENCH_APP.key}?protocol=7&client=js&version=8.6.0&flash=false`;
    const plan: HoldPlan = { port: this.server.port('websocket'), path, count: number, addresses };
    await this.holder.ask('open', plan);
    await then();
  }

  private async go(): Promise<void> {
    await this.holder.ask('close');
    await this.untilOpen(0);
    await eventually(async () => {
      const open = metricOf(await this.server.metrics(), 'yipii_gateway_connections');
      if (open > 0) throw new Error(`the server still has ${open} connections`);
    });
  }

  private untilOpen(expected: number): Promise<void> {
    return eventually(async () => {
      const open = await this.holder.ask<number>('open_connections');
      if (open !== expected) throw new Error(`${open} are open`);
    });
  }
}

interface Drained {
  readonly 'closed with 4100': number;
  readonly 'largest share in 100 ms': number;
  readonly 'drained in s': number;
  readonly 'exit code': number | null;
}

function describe({ codes, times }: Closes, stoppedAt: number, code: number | null): Drained {
  const buckets = new Map<number, number>();
  for (const time of times) {
    const bucket = Math.floor((time - stoppedAt) / BUCKET_MS);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  const share = Math.max(...buckets.values()) / times.length;
  return {
    'closed with 4100': codes[OVER_CAPACITY] ?? 0,
    'largest share in 100 ms': Math.round(share * 10_000) / 10_000,
    'drained in s': Math.round((Math.max(...times) - stoppedAt) / 100) / 10,
    'exit code': code,
  };
}

function report(result: { connections: number } & Drained & Record<string, unknown>): void {
  console.table(Object.entries(result).map(([what, value]) => ({ what, value })));
  console.log(
    JSON.stringify({ bench: 'connections', node: process.version, cpus: os.cpus().length, ...result }),
  );
  const isEven = result['largest share in 100 ms'] < MAX_BUCKET_SHARE;
  const isClean = result['closed with 4100'] === count && result['exit code'] === 0;
  process.exitCode = isEven && isClean ? 0 : 1;
}

void main().then(() => process.exit());
