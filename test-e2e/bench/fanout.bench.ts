import os from 'node:os';
import { parseArgs } from 'node:util';
import { accountChannel, assetChannel } from '@yipii/protocol';
import { endLeftovers } from '../support/app-process';
import { cpuSecondsOf } from '../support/proc-stat';
import { slowdownSince, cpuTicks } from '../support/stolen-time';
import type { PublishLoad } from './fanout/bare-uws.program';
import { FLEET_ACCOUNT, type Phase } from './fanout/frames';
import type { SubscribersPlan, SubscribersReport } from './fanout/subscribers.program';
import { startBare, startFleet, startOurs, startPeer, type StartTarget, type Target } from './fanout/targets';
import { wait } from './pace';
import { endPrograms, Program } from './program';

const WARM_UP_S = 3;
const ARRIVES_WITHIN_MS = 10_000;
const SETTLE_MS = 1_500;
/** What a coalesced channel sends (docs/streams.md, Rules). */
const FRAMES_PER_SECOND = 10;

interface Scenario {
  readonly name: string;
  readonly channels: readonly string[];
  readonly perChannel: number;
  /** Messages, or positions, over all channels. */
  readonly perSecond: number;
}

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    peer: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const seconds = Number(options.seconds);

const MESSAGES: readonly Scenario[] = [
  { name: '1 channel × 1000, 60/s', channels: ['private-one'], perChannel: 1_000, perSecond: 60 },
  { name: '1 channel × 500, 200/s', channels: ['private-one'], perChannel: 500, perSecond: 200 },
  {
    name: '100 channels × 10, 1000/s',
    channels: Array.from({ length: 100 }, (_, i) => `private-${i}`),
    perChannel: 10,
    perSecond: 1_000,
  },
];
const FLEET: Scenario = {
  name: 'fleet × 1000, 1500 positions/s',
  channels: [accountChannel(FLEET_ACCOUNT.key)],
  perChannel: 1_000,
  perSecond: 1_500,
};

/** As many frames to as many subscribers as the last of the messages, without a call for each. */
const ASSETS: Scenario = {
  name: '100 assets × 10, 1000 positions/s',
  channels: Array.from({ length: 100 }, (_, index) => assetChannel(index + 1)),
  perChannel: 10,
  perSecond: 1_000,
};

/** CPU of the server per delivered frame, and how long a frame takes, one server after the other on the same cores. */
async function main(): Promise<void> {
  const targets = [startBare, startOurs, ...(options.peer === 'soketi' ? [startPeer] : [])];
  const results: Result[] = [];
  try {
    for (const scenario of MESSAGES.filter(isWanted)) await runAll(scenario, targets, results);
    for (const scenario of [ASSETS, FLEET].filter(isWanted))
      await runAll(scenario, [startBare, startFleet], results);
  } finally {
    endPrograms();
    await endLeftovers();
  }
  console.table(results);
  console.log(
    JSON.stringify({ bench: 'fanout', seconds, node: process.version, cpus: os.cpus().length, results }),
  );
  process.exit(results.some(({ lost }) => lost > 0) ? 1 : 0);
}

interface Result {
  readonly scenario: string;
  readonly server: string;
  readonly delivered: number;
  readonly lost: number;
  readonly 'CPU µs/delivery': number;
  readonly 'of bare': number | null;
  readonly 'CPU ns/position': number | null;
  readonly 'p50 ms': number | null;
  readonly 'p99 ms': number | null;
  readonly 'cores of server': number;
  readonly 'slowed by host': number;
}

async function runAll(scenario: Scenario, starts: readonly StartTarget[], results: Result[]): Promise<void> {
  let bare: number | null = null;
  for (const start of starts) {
    const target = await start();
    console.error(`${scenario.name}: ${target.name}…`);
    const subscribers = Program.start('subscribers');
    const result = await measure(scenario, target, subscribers);
    bare ??= result['CPU µs/delivery'];
    results.push({ ...result, 'of bare': rounded(result['CPU µs/delivery'] / bare, 100) });
    await subscribers.stop();
    await target.stop();
  }
}

async function measure(scenario: Scenario, target: Target, subscribers: Program): Promise<Result> {
  const { channels, perChannel } = scenario;
  const { port, admission } = target;
  const plan: SubscribersPlan = { port, admission, channels, perChannel };
  await subscribers.ask('connect', plan);
  await target.publish(loadOf(scenario, target, 'w', WARM_UP_S));
  await wait(SETTLE_MS);
  await subscribers.ask('reset');
  const handedOn = (await target.delivered()) ?? 0;
  const before = { cpu: cpuSecondsOf(target.pid), ticks: cpuTicks(), at: performance.now() };
  const published = await target.publish(loadOf(scenario, target, 'm', seconds));
  const elapsed = (performance.now() - before.at) / 1_000;
  const expected = await arrived(subscribers, async () => {
    const count = await target.delivered();
    return count === null ? published * perChannel : count - handedOn;
  });
  const cpu = cpuSecondsOf(target.pid) - before.cpu;
  const report = await subscribers.ask<SubscribersReport>('report', published);
  const delivered = report.measured;
  return {
    ...{ scenario: scenario.name, server: target.name, delivered },
    lost: expected - delivered + report.closed + (admission === 'fleet' ? report.behind : 0),
    'CPU µs/delivery': rounded((cpu * 1e6) / delivered, 100),
    'of bare': null,
    'CPU ns/position':
      admission === 'fleet' && scenario === FLEET
        ? rounded((cpu * 1e9) / (report.positions * perChannel), 10)
        : null,
    'p50 ms': report.p50,
    'p99 ms': report.p99,
    'cores of server': rounded(cpu / elapsed, 100),
    'slowed by host': rounded(slowdownSince(before.ticks), 100),
  };
}

function loadOf(scenario: Scenario, { admission }: Target, phase: Phase, s: number): PublishLoad {
  const { channels, perSecond } = scenario;
  const isFloor = scenario === FLEET && admission === 'by path';
  return {
    ...{ channels, phase, seconds: s, size: sizeOf(scenario) },
    perSecond: isFloor ? FRAMES_PER_SECOND : perSecond,
  };
}

function sizeOf(scenario: Scenario): PublishLoad['size'] {
  if (scenario === FLEET) return 'positions';
  return scenario === ASSETS ? 'position' : 'message';
}

/** Waits until everything that was sent has come, or will not; answers how much was sent. */
async function arrived(subscribers: Program, sent: () => Promise<number>): Promise<number> {
  const deadline = Date.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const count = await subscribers.ask<number>('count');
    const expected = await sent();
    // A last coalesced frame may still be on its way out.
    if (count >= expected && Date.now() > deadline - ARRIVES_WITHIN_MS + SETTLE_MS) return expected;
    if (Date.now() > deadline) return expected;
    await wait(100);
  }
}

function isWanted({ name }: Scenario): boolean {
  return name.includes(options.only);
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}

void main();
