import {
  MemoryGroupMembers,
  MemoryLastPositions,
  MemoryLinkAccess,
  MemoryLinkPositions,
  type GroupState,
  type LastPosition,
} from '@yipii/live';
import { FakeClock, eventually } from '@yipii/testing';
import type { BrokerStream, BrokerPosition } from '../broker/channel-broker.ports';
import type { ClientSocket } from '../sockets/socket-server.ports';
import type { HubContext } from './position-fanout';
import { Hub } from './hub';
import { HubSources } from './hub.ports';
import { Subscriber, type NameStyle } from './subscriber';

export const ACCOUNT = { kind: 'account', accountKey: 'acme' } as const;
export const ACCOUNT_ID = 7;
/** A subscription to the account's positions. */
export const ON_ACCOUNT = { channel: ACCOUNT, accountId: ACCOUNT_ID, kinds: ['positions'] } as const;

interface Sent {
  readonly event: string;
  readonly channel: string;
  /** `asset:seq` of each position, or the payload. */
  readonly data: unknown;
}

/** A socket that is read at once, unless it is told to be slow. */
export class FakeSocket implements ClientSocket {
  readonly sent: Sent[] = [];
  /** Channels that it was told to have subscribed to. */
  readonly subscribed: string[] = [];
  readonly bytes: number[] = [];
  mostBuffered = 0;
  readonly topics = new Set<string>();
  bufferedBytes = 0;
  isSlow = false;

  send(text: string): void {
    const { event, channel, data } = JSON.parse(text) as { event: string; channel: string; data: string };
    if (event === 'pusher_internal:subscription_succeeded') {
      this.subscribed.push(channel);
      return;
    }
    const payload = JSON.parse(data) as LastPosition | LastPosition[];
    const isLocation = event.endsWith('location.updated');
    this.sent.push({ event, channel, data: isLocation ? readable(payload) : payload });
    this.bytes.push(data.length);
    if (this.isSlow) this.bufferedBytes += text.length;
    this.mostBuffered = Math.max(this.mostBuffered, this.bufferedBytes);
  }
  ping(): void {
    throw new Error('nobody pings');
  }
  join = (topic: string): unknown => this.topics.add(topic);
  leave = (topic: string): unknown => this.topics.delete(topic);
  publish(): void {
    throw new Error('nobody publishes');
  }
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

export function aPosition(assetId: number, seq: number, padding = 0): BrokerPosition {
  return { assetId, seq, receivedAt: 0, json: JSON.stringify({ assetId, seq, pad: 'x'.repeat(padding) }) };
}

/** A broker of which the test says when it listens to a stream. */
class FakeBroker {
  readonly watched: BrokerStream[] = [];
  isAway = false;
  private readonly waiting: (() => void)[] = [];

  watch = (stream: BrokerStream): Promise<void> => {
    this.watched.push(stream);
    return this.isAway ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  };
  unwatch = (stream: BrokerStream): void => void this.watched.splice(this.watched.indexOf(stream), 1);
  isBack(): void {
    this.isAway = false;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** The node that a hub needs, without a node. */
function aContext() {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const problems: unknown[] = [];
  const publishedAt: number[] = [];
  const known: GroupState[] = [];
  const slow = { now: 0, times: 0 };
  const context: HubContext = {
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
    groupKnown: (group) => known.push(group),
    slowReaders: (change) => {
      slow.now += change;
      if (change > 0) slow.times++;
    },
  };
  return { clock, sockets, problems, publishedAt, known, slow, context };
}

/** Snapshots of an account can't be read until the answer is called. */
function holdSnapshots(positions: MemoryLastPositions): () => void {
  let letRead = (): void => undefined;
  const held = new Promise<void>((resolve) => (letRead = resolve));
  const ofAccount = positions.ofAccount.bind(positions);
  positions.ofAccount = async function* (accountId) {
    await held;
    yield* ofAccount(accountId);
  };
  return letRead;
}

/** A hub with sockets that are none, and a clock that stands. */
export function aNode() {
  const { context, ...rest } = aContext();
  const positions = new MemoryLastPositions();
  const linkPositions = new MemoryLinkPositions(rest.clock);
  const linkAccess = new MemoryLinkAccess(rest.clock);
  const groupMembers = new MemoryGroupMembers();
  const broker = new FakeBroker();
  const hub = new Hub(new HubSources(positions, linkPositions, linkAccess, groupMembers), broker, context);
  return {
    ...rest,
    positions,
    linkPositions,
    linkAccess,
    groupMembers,
    broker,
    hub,
    receive: (...positions: BrokerPosition[]) =>
      hub.receive({ kind: 'positions', accountKey: 'acme', positions }),
    event: (id: string, name = '.status.changed') => {
      const event = { id, accountKey: 'acme', assetId: 1, event: name, data: `{"id":"${id}"}` };
      hub.receive({ kind: 'event', ...event });
    },
    holdSnapshots: () => holdSnapshots(positions),
    subscriber: (style: NameStyle = 'dotted') => {
      const socket = new FakeSocket();
      rest.sockets.push(socket);
      return { socket, subscriber: new Subscriber(socket, style) };
    },
    /** A subscriber of the account's channel that is up to date. */
    async upToDate(style: NameStyle = 'dotted') {
      const one = this.subscriber(style);
      hub.join(one.subscriber, ON_ACCOUNT);
      await eventually(() => expect(one.socket.topics.size).toBe(1));
      return one;
    },
  };
}

/** Lets the reading of snapshots go on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
