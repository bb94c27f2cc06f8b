import { trackerProtocols, transportsOf, type TrackerProtocol, type TrackerTransport } from '@yipii/protocol';
import { FakeClock, eventually } from '@yipii/testing';
import {
  loadSamples,
  type TransportSamples,
} from '../../../../libs/protocol/src/trackers/tracker-samples.testing';
import { Device, UdpDevice, aDevice, aGateway } from '../scenario';

const BYTES = 1_000_000;
/** Frames that a client may send at once before a registered device has identified itself, plus some in flight. */
const MAX_WORK = 64 + 32;
const POLLS_WITHOUT_CHANGE = 10;

const endpoints = trackerProtocols.flatMap((protocol) =>
  transportsOf(protocol).map(
    (transport) => [`${protocol.name} over ${transport}`, { protocol, transport }] as const,
  ),
);

type Gateway = Awaited<ReturnType<typeof aGateway>>;
type Attack = (samples: TransportSamples, id: string) => readonly Buffer[];

/** Attacks. The clock is stopped meanwhile, so that no allowance is refilled. */
const ATTACKS: readonly (readonly [string, Attack])[] = [
  ['bytes FF', () => [Buffer.alloc(100, 0xff)]],
  ['zeros', () => [Buffer.alloc(100)]],
  ['text', () => [Buffer.alloc(100, 'GET /?id=1&')]],
  ['lines', () => [Buffer.alloc(100, '\r\n')]],
  [
    'frames of one device that is not registered',
    ({ login, frames }, id) => [...(login ? [login(id)] : []), ...frames(id)],
  ],
  ['damaged frames', ({ frames }, id) => frames(id).map((frame) => frame.subarray(0, -1))],
  [
    'logins of many devices',
    ({ login, frames }, id) => idsLike(id).flatMap((one) => login?.(one) ?? frames(one)[0] ?? []),
  ],
];

describe.each(endpoints)('a stranger who sends to %s', (_, endpoint) => {
  const { protocol, transport } = endpoint;
  let samples: TransportSamples;
  let ids: readonly [string, string];
  let gateway: Gateway;
  let decoded: jest.SpyInstance;

  beforeAll(async () => {
    const all = await loadSamples(protocol.name);
    ids = all.devices;
    samples = all[transport] ?? { frames: () => [] };
  });

  beforeEach(async () => {
    decoded = spyOn(protocol, transport);
    gateway = await aGateway({ ports: `${protocol.name}:0` }, new FakeClock());
    gateway.source.devices.set(ids[0], aDevice());
  });

  afterEach(async () => {
    decoded.mockRestore();
    await gateway.lifecycle.stop();
  });

  it.each(ATTACKS)('%s causes a bounded amount of work, and harms nobody else', async (_attack, make) => {
    const good = await connect();
    good.send(login());
    await eventually(() => expect(acknowledged()).toBe(1));
    const before = gateway.source.lookUps;
    const attacker = await connect();
    attacker.send(...repeated(make(samples, ids[1])));
    await settled(() => decoded.mock.calls.length);
    good.send(samples.frames(ids[0])[0] ?? Buffer.alloc(0));
    await eventually(() => expect(acknowledged()).toBe(2));
    const { log, source } = gateway;
    const work = [
      decoded.mock.calls.length,
      source.lookUps - before,
      log.quarantined.length,
      log.deadLetters.length,
    ];
    expect(Math.max(...work)).toBeLessThanOrEqual(MAX_WORK);
    for (const device of [good, attacker]) device.hangUp();
  });

  const acknowledged = (): number => gateway.log.received.length;
  const login = (): Buffer =>
    Buffer.concat([
      ...(samples.login ? [samples.login(ids[0])] : []),
      samples.frames(ids[0])[0] ?? Buffer.alloc(0),
    ]);

  async function connect(): Promise<Sender> {
    if (transport === 'udp') return new UdpDevice(gateway.port(portNameOf(protocol)));
    return Device.connect(gateway.port(protocol.name));
  }
});

interface Sender {
  send(...parts: readonly Buffer[]): void;
  hangUp(): void;
}

/** Repeats whole datagrams or parts of a stream up to the given number of bytes. */
function repeated(parts: readonly Buffer[]): Buffer[] {
  const all: Buffer[] = [];
  for (let bytes = 0; bytes < BYTES;) {
    for (const part of parts) {
      all.push(part);
      bytes += Math.max(part.length, 1);
    }
  }
  return all;
}

function idsLike(id: string): string[] {
  return Array.from({ length: 400 }, (_, n) => id.slice(0, -3) + String(500 + n));
}

/** Counts how often the protocol decodes. */
function spyOn({ tcp, udp, http }: TrackerProtocol, transport: TrackerTransport): jest.SpyInstance {
  if (transport === 'http' && http) return jest.spyOn(http, 'decode');
  const decoder = transport === 'tcp' ? tcp : udp;
  if (!decoder) throw new Error(`no decoder for ${transport}`);
  return jest.spyOn(decoder, 'decode');
}

function portNameOf(protocol: TrackerProtocol): string {
  return transportsOf(protocol)[0] === 'udp' ? protocol.name : `${protocol.name}/udp`;
}

/** Resolves when the number has stopped growing. */
async function settled(count: () => number): Promise<void> {
  let last = -1;
  let same = 0;
  await eventually(() => {
    same = count() === last ? same + 1 : 0;
    last = count();
    expect(same).toBeGreaterThan(POLLS_WITHOUT_CHANGE);
  });
}
