import { MemoryLastPositions, type LastPosition } from '@yipii/platform';
import { FakeClock, eventually } from '@yipii/testing';
import type { StreamedPosition } from '../broker/channel-broker.ports';
import type { ClientSocket } from '../sockets/socket-server.ports';
import { Hub } from './hub';
import { Subscriber, type NameStyle } from './subscriber';

export const ACCOUNT = { kind: 'account', accountKey: 'acme' } as const;
export const ACCOUNT_ID = 7;

interface Sent {
  readonly event: string;
  readonly channel: string;
  /** `asset:seq` of each position, or the payload. */
  readonly data: unknown;
}

/** A socket that is read at once, unless it is told to be slow. */
export class FakeSocket implements ClientSocket {
  readonly sent: Sent[] = [];
  readonly bytes: number[] = [];
  readonly topics = new Set<string>();
  bufferedBytes = 0;
  isSlow = false;

  send(text: string): void {
    const { event, channel, data } = JSON.parse(text) as { event: string; channel: string; data: string };
    const payload = JSON.parse(data) as LastPosition | LastPosition[];
    const isLocation = event.endsWith('location.updated');
    this.sent.push({ event, channel, data: isLocation ? readable(payload) : payload });
    this.bytes.push(data.length);
    if (this.isSlow) this.bufferedBytes += text.length;
  }
  join = (topic: string): unknown => this.topics.add(topic);
  leave = (topic: string): unknown => this.topics.delete(topic);
  close(): void {
    throw new Error('nobody closes');
  }
  get data(): unknown[] {
    return this.sent.map(({ data }) => data);
  }
}

function readable(payload: LastPosition | LastPosition[]): string | string[] {
  if (Array.isArray(payload)) return payload.map(({ assetId, seq }) => `${assetId}:${seq}`);
  return `${payload.assetId}:${payload.seq}`;
}

export function aPosition(assetId: number, seq: number, padding = 0): StreamedPosition {
  return { assetId, seq, receivedAt: 0, json: JSON.stringify({ assetId, seq, pad: 'x'.repeat(padding) }) };
}

/** A hub with sockets that are none, and a clock that stands. */
export function aNode() {
  const clock = new FakeClock();
  const positions = new MemoryLastPositions();
  const sockets: FakeSocket[] = [];
  const problems: unknown[] = [];
  const publishedAt: number[] = [];
  const hub = new Hub(positions, {
    now: () => clock.now(),
    after: (delayMs, run) => clock.after(delayMs, run),
    publish: (topic, text) => {
      publishedAt.push(clock.now());
      const recipients = sockets.filter(({ topics }) => topics.has(topic));
      for (const socket of recipients) socket.send(text);
      return recipients.length;
    },
    delivered: () => undefined,
    snapshotFailed: (error) => problems.push(error),
  });
  return {
    clock,
    positions,
    hub,
    problems,
    publishedAt,
    receive: (...positions: StreamedPosition[]) =>
      hub.receive({ kind: 'positions', accountKey: 'acme', positions }),
    event: (id: string) => {
      const event = { id, accountKey: 'acme', assetId: 1, event: '.status.changed', data: `{"id":"${id}"}` };
      hub.receive({ kind: 'event', ...event });
    },
    subscriber: (style: NameStyle = 'dotted') => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return { socket, subscriber: new Subscriber(socket, style) };
    },
    /** A subscriber of the account's channel that is up to date. */
    async upToDate(style: NameStyle = 'dotted') {
      const one = this.subscriber(style);
      hub.join(one.subscriber, ACCOUNT, ACCOUNT_ID);
      await eventually(() => expect(one.socket.topics.size).toBe(1));
      return one;
    },
  };
}

/** Lets the reading of snapshots go on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
