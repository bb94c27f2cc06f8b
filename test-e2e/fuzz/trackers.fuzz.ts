import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Logger } from '@yipii/platform';
import {
  TrackerStream,
  trackerProtocols,
  transportsOf,
  type TrackerProtocol,
  type TrackerTransport,
} from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { Device, UdpDevice, aDevice, aGateway } from '../../apps/ingestion/src/scenario';
import { loadSamples } from '../../libs/protocol/src/trackers/tracker-samples.testing';
import { attack, type TrackerAttack } from './tracker-attack';

/** Seconds of CPU per byte of somebody who has not identified himself. */
const MAX_CPU_PER_BYTE = 0.2e-6;
const MAX_FRAME_MS = 50;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '20261128' },
    attack: { type: 'string' },
  },
});

/** Attacks a whole ingestion over a log in memory, from a process of its own, over every port of every protocol. */
async function main(): Promise<void> {
  Logger.overrideLogger(false);
  const seed = Number(options.seed);
  const endpoints = trackerProtocols.flatMap((protocol) =>
    transportsOf(protocol).map((transport) => ({ protocol, transport })),
  );
  const rounds = Math.ceil(Number(options.rounds) / endpoints.length);
  console.log(`seed ${seed}: ${rounds} rounds over each of ${endpoints.length} ports`);
  const ports = trackerProtocols.map(({ name }) => `${name}:0`).join(',');
  const gateway = await aGateway({ ports, maxConnections: 10_000, maxConnectionsPerIp: 10_000 });
  const longest = timeFrames();
  const rows: Row[] = [];
  for (const { protocol, transport } of endpoints) {
    const port = gateway.port(portNameOf(protocol, transport));
    longest.reset();
    const before = process.cpuUsage();
    const bytes = await attackFromOutside({ protocol: protocol.name, transport, port, rounds, seed });
    const { user, system } = process.cpuUsage(before);
    rows.push(rowOf(`${protocol.name} over ${transport}`, bytes, (user + system) / 1e6, longest.ms));
    gateway.log.quarantined.length = gateway.log.deadLetters.length = 0;
  }
  const problems = rows.flatMap(problemsOf);
  problems.push(...(await unservedDevices(gateway, endpoints)));
  console.table(rows);
  for (const problem of problems) console.log(problem);
  console.log(JSON.stringify({ fuzz: 'trackers', seed, rounds, rows, problems }));
  process.exit(problems.length === 0 ? 0 : 1);
}

interface Row {
  readonly port: string;
  readonly MB: number;
  readonly 'CPU s': number;
  readonly 'CPU µs per byte': number;
  readonly 'longest frame ms': number;
}

function rowOf(port: string, bytes: number, cpuSeconds: number, longestMs: number): Row {
  return {
    port,
    MB: round(bytes / 1e6),
    'CPU s': round(cpuSeconds),
    'CPU µs per byte': round((cpuSeconds / bytes) * 1e6),
    'longest frame ms': round(longestMs),
  };
}

function problemsOf(row: Row): string[] {
  const { port } = row;
  const problems: string[] = [];
  if (row['CPU µs per byte'] > MAX_CPU_PER_BYTE * 1e6)
    problems.push(`${port}: a byte of a stranger costs ${row['CPU µs per byte']} µs of CPU`);
  if (row['longest frame ms'] > MAX_FRAME_MS)
    problems.push(`${port}: a frame took ${row['longest frame ms']} ms`);
  return problems;
}

/** Measures the longest CPU time that cutting out and decoding one frame takes. */
function timeFrames(): { ms: number; reset(): void } {
  const longest = { ms: 0, reset: () => (longest.ms = 0) };
  const next = TrackerStream.prototype.next;
  TrackerStream.prototype.next = function (this: TrackerStream, ...args) {
    const before = process.cpuUsage();
    const step = next.apply(this, args);
    const { user, system } = process.cpuUsage(before);
    longest.ms = Math.max(longest.ms, (user + system) / 1000);
    return step;
  };
  return longest;
}

/** The attacker's own CPU must not count. */
function attackFromOutside(plan: TrackerAttack): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(__filename, ['--attack', JSON.stringify(plan)]);
    let bytes: number | undefined;
    child.on('message', (message) => (bytes = Number(message)));
    child.on('exit', (code) => {
      if (bytes === undefined) reject(new Error(`the attacker ended with ${String(code)}`));
      else resolve(bytes);
    });
  });
}

type Gateway = Awaited<ReturnType<typeof aGateway>>;

interface Endpoint {
  readonly protocol: TrackerProtocol;
  readonly transport: TrackerTransport;
}

/** After the attack a registered device is served as before. */
async function unservedDevices(gateway: Gateway, endpoints: readonly Endpoint[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { protocol, transport } of endpoints) {
    const { [transport]: samples, devices } = await loadSamples(protocol.name);
    const [id] = devices;
    gateway.source.devices.set(id, aDevice());
    gateway.registry.forget({ kind: 'device', id: 70, version: 1, uniqueId: id });
    const parts = [...(samples?.login ? [samples.login(id)] : []), ...(samples?.frames(id) ?? [])];
    const before = gateway.log.received.length;
    const port = gateway.port(portNameOf(protocol, transport));
    const device = transport === 'udp' ? new UdpDevice(port) : await Device.connect(port);
    await eventually(() => {
      device.send(...parts);
      if (gateway.log.received.length === before) throw new Error('not served');
    }).catch(() => problems.push(`${protocol.name} over ${transport}: a registered device is not served`));
    device.hangUp();
  }
  return problems;
}

function portNameOf(protocol: TrackerProtocol, transport: TrackerTransport): string {
  return transportsOf(protocol)[0] === transport ? protocol.name : `${protocol.name}/${transport}`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

if (options.attack === undefined) void main();
else void attack(JSON.parse(options.attack) as TrackerAttack).then((bytes) => process.send?.(bytes));
