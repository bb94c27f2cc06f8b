import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { TrackerTransport } from '@yipii/protocol';
import { loadSamples, type TransportSamples } from '../../libs/protocol/src/trackers/tracker-samples.testing';
import { RandomSource } from './random-source';

/** What one attacker process does. */
export interface TrackerAttack {
  readonly protocol: string;
  readonly transport: TrackerTransport;
  readonly port: number;
  /** Connections, or bursts of datagrams from one address. */
  readonly rounds: number;
  readonly seed: number;
}

const CONNECTIONS_AT_ONCE = 16;
const MAX_STREAM_BYTES = 32 * 1024;
const MAX_DATAGRAMS = 32;
const MAX_DATAGRAM_BYTES = 1_400;
/** So that the receiver's buffer does not overflow: what is never received costs nothing. */
const DATAGRAMS_BEFORE_PAUSE = 64;

/** Sends bytes of devices that nobody has registered; resolves with their number. */
export async function attack({ protocol, transport, port, rounds, seed }: TrackerAttack): Promise<number> {
  const samples = await loadSamples(protocol);
  const ofTransport = samples[transport];
  if (!ofTransport) throw new Error(`no samples of ${protocol} over ${transport}`);
  const inputs = new HostileInputs(ofTransport, samples.devices[1], new RandomSource(seed));
  return transport === 'udp' ? sendDatagrams(inputs, port, rounds) : sendStreams(inputs, port, rounds);
}

async function sendStreams(inputs: HostileInputs, port: number, rounds: number): Promise<number> {
  let left = rounds;
  let bytes = 0;
  const attacker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const input = inputs.next(MAX_STREAM_BYTES);
      bytes += input.length;
      await sendStream({ port, localAddress: inputs.address() }, input);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS_AT_ONCE }, attacker));
  return bytes;
}

/** Resolves when the connection is closed, by whichever side. */
function sendStream(from: { port: number; localAddress: string }, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ ...from, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
    socket.end(bytes);
  });
}

async function sendDatagrams(inputs: HostileInputs, port: number, rounds: number): Promise<number> {
  let bytes = 0;
  let sent = 0;
  for (let round = 0; round < rounds; round += 1) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, inputs.address(), resolve));
    for (const datagram of inputs.datagrams()) {
      await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
      bytes += datagram.length;
      if (++sent % DATAGRAMS_BEFORE_PAUSE === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    socket.close();
  }
  return bytes;
}

/** Garbage, damaged frames, and frames of devices that nobody has registered. */
class HostileInputs {
  constructor(
    private readonly samples: TransportSamples,
    private readonly deviceId: string,
    private readonly random: RandomSource,
  ) {}

  /** Of the attacker; another one each time, since clients are limited by their address. Only Linux has them all. */
  address(): string {
    if (process.platform !== 'linux') return '127.0.0.1';
    return ['127', this.random.below(256), this.random.below(256), 1 + this.random.below(254)].join('.');
  }

  next(maxBytes: number): Buffer {
    const parts: Buffer[] = [];
    const limit = 64 + this.random.below(maxBytes);
    const kind = this.random.of(KINDS);
    if (this.samples.login && this.random.percent(50)) parts.push(this.samples.login(this.stranger()));
    for (let length = 0; length < limit;) {
      const part = this.part(kind, limit);
      parts.push(part);
      length += part.length + 1;
    }
    return Buffer.concat(parts).subarray(0, Math.max(limit, 1));
  }

  datagrams(): Buffer[] {
    const count = 1 + this.random.below(MAX_DATAGRAMS);
    const kind = this.random.of(KINDS);
    return Array.from({ length: count }, () =>
      kind === 'frames' || kind === 'damage' ? this.part(kind, 0) : this.next(MAX_DATAGRAM_BYTES),
    );
  }

  private part(kind: (typeof KINDS)[number], length: number): Buffer {
    if (kind === 'random') return this.bytes(length, () => this.random.below(256));
    if (kind === 'byte')
      return Buffer.alloc(length, this.random.of([0x00, 0xff, 0x0a, 0x20, 0x24, 0x2a, 0x23]));
    const frame = this.frame();
    if (kind === 'frames') return frame;
    if (kind === 'alphabet') return this.bytes(length, () => frame[this.random.below(frame.length)] ?? 0);
    return this.damaged(frame);
  }

  private frame(): Buffer {
    const frames = this.samples.frames(this.stranger());
    return frames[this.random.below(frames.length)] ?? Buffer.alloc(0);
  }

  private stranger(): string {
    const suffix = String(100 + this.random.below(900));
    return this.deviceId.slice(0, -suffix.length) + suffix;
  }

  private damaged(frame: Buffer): Buffer {
    const damaged = Buffer.from(frame);
    for (let times = 1 + this.random.below(4); times > 0; times -= 1)
      damaged[this.random.below(damaged.length)] = this.random.below(256);
    return this.random.percent(20) ? damaged.subarray(0, this.random.below(damaged.length)) : damaged;
  }

  private bytes(length: number, next: () => number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; at += 1) bytes[at] = next();
    return bytes;
  }
}

const KINDS = ['random', 'byte', 'alphabet', 'frames', 'damage'] as const;
