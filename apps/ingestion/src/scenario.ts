import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import {
  ConnectionShares,
  EventPublisher,
  Health,
  Lifecycle,
  ListeningPorts,
  Metrics,
  NotPublished,
  SecurityEvents,
  SystemClock,
  type Clock,
  type DeadLetter,
  type OutgoingEvent,
  type RegistryPart,
} from '@yipii/platform';
import type { PositionQuarantined, PositionReceived, Topic } from '@yipii/protocol';
import { DeviceServices } from './devices/device-services';
import { DeviceGateway } from './devices/device-gateway';
import { DeviceMonitor } from './devices/device-monitor';
import { LiveDevices } from './devices/live-devices';
import type { IngestionConfig } from './ingestion.config';
import { AcceptPositions } from './positions/accept-positions';
import { IdentifyDevice } from './registry/identify-device';
import { CachedRegistry } from './registry/cached-registry';
import { DeviceRegistry, type RegisteredDevice } from './registry/device-registry.ports';
import { NoteUnregistered } from './registry/note-unregistered';
import { UnregisteredDevices, type Sighting } from './registry/unregistered-devices.ports';

export const IMEI = '350000000000001';
export function aDevice(fields: Partial<RegisteredDevice> = {}): RegisteredDevice {
  const assignments = [
    { assetId: 7, assetName: 'Truck 7', from: 0, to: null, odometerOffsetKm: 0, movingFromKmh: 5 },
  ];
  const clock = { timeZone: null, clockOffsetMs: 0, speedUnit: null };
  const rules = { protocol: null, allowedNetworks: null, secretHash: null };
  const device = {
    deviceId: 70,
    accountId: 1,
    accountKey: 'acme',
    ...clock,
    ...rules,
    assignments,
    ...fields,
  };
  return { parts: partsOf(device), ...device };
}

/** Versions of a new device; every change announces a newer version. */
function partsOf({ deviceId, accountId, assignments }: Omit<RegisteredDevice, 'parts'>): RegistryPart[] {
  const assets = assignments.map(({ assetId }) => ({ kind: 'asset', id: assetId, version: 0 }));
  return [
    { kind: 'device', id: deviceId, version: 0 },
    { kind: 'account', id: accountId, version: 0 },
    ...assets,
  ];
}

export class MemoryRegistry extends DeviceRegistry {
  readonly devices = new Map<string, RegisteredDevice>([[IMEI, aDevice()]]);
  away = false;
  lookUps = 0;

  find(uniqueId: string): Promise<RegisteredDevice | null> {
    this.lookUps += 1;
    if (this.away) return Promise.reject(new Error('the registry is away'));
    return Promise.resolve(this.devices.get(uniqueId) ?? null);
  }
}

export class MemoryUnregistered extends UnregisteredDevices {
  readonly sightings: Sighting[] = [];
  away = false;

  add(sightings: readonly Sighting[]): Promise<void> {
    if (this.away) return Promise.reject(new Error('the database is away'));
    this.sightings.push(...sightings);
    return Promise.resolve();
  }

  trim(): Promise<void> {
    return Promise.resolve();
  }
}

/** The log, which confirms at once, when released, or not at all. */
export class MemoryLog extends EventPublisher {
  readonly received: PositionReceived[] = [];
  readonly quarantined: PositionQuarantined[] = [];
  readonly deadLetters: DeadLetter[] = [];
  state: 'up' | 'away' | 'silent' = 'up';
  private held: (() => void)[] = [];

  publish<Event>(topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void> {
    if (this.state === 'away') return Promise.reject(new NotPublished('the log is away'));
    if (this.state === 'up') {
      this.append(topic, events);
      return Promise.resolve();
    }
    return new Promise((resolve) =>
      this.held.push(() => {
        this.append(topic, events);
        resolve();
      }),
    );
  }

  /** Confirms the oldest held events, or all. */
  confirm(count = this.held.length): void {
    for (const release of this.held.splice(0, count)) release();
  }

  get waiting(): number {
    return this.held.length;
  }

  private append<Event>(topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): void {
    const target = { 'position.received.v1': this.received, 'position.quarantined.v1': this.quarantined }[
      topic.name
    ];
    for (const { event } of events) {
      if (!topic.accepts(event)) throw new Error(`not an event of ${topic.name}`);
      ((target ?? this.deadLetters) as unknown[]).push(event);
    }
  }
}

const CONFIG = {
  ports: 'teltonika:0,h02:0,osmand:0',
  skipTakenPorts: false,
  quarantine: true,
  loginTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  ackTimeoutMs: 5_000,
  maxConnections: 100,
  maxConnectionsPerIp: 100,
  maxBytesPerSecond: 1_000_000,
} satisfies IngestionConfig;

/** A complete gateway on free ports, on in-memory adapters. */
export async function aGateway(settings: Partial<IngestionConfig> = {}, clock: Clock = new SystemClock()) {
  const config = { ...CONFIG, ...settings };
  const source = new MemoryRegistry();
  const registry = new CachedRegistry(source, clock);
  const unregistered = new MemoryUnregistered();
  const note = new NoteUnregistered(unregistered, clock);
  const log = new MemoryLog();
  const metrics = new Metrics();
  const services = new DeviceServices(
    new IdentifyDevice(registry, note),
    new AcceptPositions(log),
    new LiveDevices(),
    new DeviceMonitor(log, metrics, clock, new SecurityEvents(metrics, clock, 'a secret')),
    clock,
  );
  const ports = new ListeningPorts();
  const lifecycle = new Lifecycle();
  try {
    const shares = new ConnectionShares(new Health());
    await new DeviceGateway(services, config, ports, lifecycle, shares).onApplicationBootstrap();
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
  return {
    log,
    registry,
    source,
    unregistered,
    note,
    lifecycle,
    port: (name: string) => ports.get(name) ?? 0,
    /** Returns a metric's sum over all labels that contain the text. */
    count: async (name: string, label = ''): Promise<number> => {
      const metric = await metrics.registry.getSingleMetric(name)?.get();
      const values = metric?.values.filter(({ labels }) => JSON.stringify(labels).includes(label)) ?? [];
      return values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

/** The tracker's end of a socket. */
export class Device {
  private received = Buffer.alloc(0);
  closed = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes) => (this.received = Buffer.concat([this.received, bytes])));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  static async connect(port: number): Promise<Device> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Device(socket);
  }

  send(...parts: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(parts));
  }

  /** Sends each byte in its own segment, as far as the network allows. */
  async sendSlowly(bytes: Buffer): Promise<void> {
    for (const byte of bytes) {
      this.socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Replies so far, in hexadecimal. */
  get answers(): string {
    return this.received.toString('hex');
  }

  hangUp(): void {
    this.socket.destroy();
  }
}

/** A tracker's socket over UDP. */
export class UdpDevice {
  /** Replies so far, one per datagram, in hexadecimal. */
  readonly answers: string[] = [];
  private readonly socket = createSocket('udp4').on('message', (bytes) =>
    this.answers.push(bytes.toString('hex')),
  );

  constructor(private readonly port: number) {}

  send(...datagrams: readonly Buffer[]): void {
    for (const datagram of datagrams) this.socket.send(datagram, this.port, '127.0.0.1');
  }

  hangUp(): void {
    this.socket.close();
  }
}
