import { setTimeout as pause } from 'node:timers/promises';
import type { AppProcess } from '../support/app-process';
import { cpuSecondsOf } from '../support/proc-stat';
import { RawSocket } from '../support/raw-socket';
import { FUZZ_APP } from './fuzz-names';
import { STRANGER_FRAMES, type StrangerFrames } from './stranger-frames';

const PATH = `/app/${FUZZ_APP.key}?protocol=7`;
/** Enough for the clock of the kernel, which ticks each 10 ms. */
const BYTES = 2 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const MAX_WAITING_BYTES = 512 * 1024;
const MAX_MICROSECONDS_PER_BYTE = 0.2;
const MAX_FRAME_MS = 50;
/** The least of so many counts: what else the machine does makes some of them longer, CPU time included. */
const TRIES = 5;
const FLOODS = 3;
const PATIENCE_MS = 30_000;

export interface StrangerCost {
  readonly frame: string;
  readonly bytes: number;
  readonly microsecondsPerByte: number;
  readonly frameMs: number;
}

/**
 * Measures what frames of a client without a credential cost a server, each kind on a connection of its own.
 * The generous server: `npm run gateway` starts without limits per connection.
 */
export async function strangerCosts(server: AppProcess): Promise<readonly StrangerCost[]> {
  const costs: StrangerCost[] = [];
  for (const [frame, frames] of Object.entries(STRANGER_FRAMES)) {
    costs.push({ frame, ...(await costOf(server, frames)), frameMs: await durationOf(server, frames(0, 1)) });
  }
  return costs;
}

export function problemsOfCosts(costs: readonly StrangerCost[]): string[] {
  return costs.flatMap(({ frame, microsecondsPerByte, frameMs }) => [
    ...(microsecondsPerByte > MAX_MICROSECONDS_PER_BYTE
      ? [`${frame}: ${microsecondsPerByte} µs a byte`]
      : []),
    ...(frameMs > MAX_FRAME_MS ? [`${frame}: ${frameMs} ms for one`] : []),
  ]);
}

type FloodCost = Pick<StrangerCost, 'bytes' | 'microsecondsPerByte'>;

async function costOf(server: AppProcess, frames: StrangerFrames): Promise<FloodCost> {
  const costs: FloodCost[] = [];
  for (let i = 0; i < FLOODS; i++) costs.push(await flood(server, frames));
  return costs.reduce((least, cost) => (cost.microsecondsPerByte < least.microsecondsPerByte ? cost : least));
}

/** The CPU time of a flood of the frame, until the server has read all of it or has closed. */
async function flood(server: AppProcess, frames: StrangerFrames): Promise<FloodCost> {
  const stranger = await Stranger.connect(server.port('websocket'));
  const count = Math.max(1, Math.floor(CHUNK_BYTES / frames(0, 1).length));
  const before = cpuSecondsOf(server.pid);
  let bytes = 0;
  for (let sent = 0; bytes < BYTES && stranger.isUsable; sent += count) {
    const chunk = frames(sent, count);
    bytes += chunk.length;
    await stranger.write(chunk);
  }
  await stranger.settled();
  const seconds = cpuSecondsOf(server.pid) - before;
  stranger.cut();
  return { bytes, microsecondsPerByte: Math.round((seconds * 1e9) / bytes) / 1_000 };
}

/** How long an answer takes that waits behind one such frame. */
async function durationOf(server: AppProcess, frame: Buffer): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < TRIES; i++) {
    const stranger = await Stranger.connect(server.port('websocket'));
    const startedAt = performance.now();
    await stranger.write(frame);
    await stranger.settled();
    least = Math.min(least, performance.now() - startedAt);
    stranger.cut();
  }
  return Math.round(least * 10) / 10;
}

class Stranger {
  private answered: () => void = () => undefined;
  private readonly socket: RawSocket;
  private readonly end: Promise<void>;

  private constructor(port: number) {
    let ended = (): void => undefined;
    this.end = new Promise((resolve) => (ended = resolve));
    this.socket = new RawSocket(
      { port, path: PATH },
      {
        text: (bytes, start, stop) => {
          if (bytes.toString('latin1', start, stop).includes('"channel":"!question"')) this.answered();
        },
        closed: () => ended(),
      },
    );
  }

  static async connect(port: number): Promise<Stranger> {
    const stranger = new Stranger(port);
    await stranger.socket.opened;
    return stranger;
  }

  get isUsable(): boolean {
    return this.socket.isUsable;
  }

  async write(bytes: Buffer): Promise<void> {
    this.socket.write(bytes);
    while (this.socket.isUsable && this.socket.waitingBytes > MAX_WAITING_BYTES) await pause(1);
  }

  /** Resolves when the server has read everything, or has closed. */
  async settled(): Promise<void> {
    const answer = new Promise<void>((resolve) => (this.answered = resolve));
    this.socket.send('{"event":"pusher:subscribe","data":{"channel":"!question"}}');
    const late = new AbortController();
    await Promise.race([
      answer,
      this.end,
      pause(PATIENCE_MS, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
  }

  cut(): void {
    this.socket.cut();
  }
}
