import { FakeClock } from '@yipii/testing';
import { PusherApps, type PusherApp } from '../apps/pusher-app';
import { MemoryChannelBroker } from '../broker/channel-broker.memory';
import { MemoryChannelDirectory } from '../directory/channel-directory.memory';
import { KeepLease } from '../namespaces/keep-lease';
import { LIMITS } from '../apps/event-limits.fixture';
import { Subscriber } from '../hub/subscriber';
import { MemorySharedCounts } from '../limits/shared-counts.memory';
import { appAdmission, type Admission } from '../session/admission';
import { ChannelsPolicy } from '../session/channels-policy';
import type { ClientSocket } from '../sockets/socket-server.ports';
import type { WebhookEvent } from '../apps/webhook-events';
import { AppNamespace } from './app-namespace';
import type { NodeContext } from './node-context';
import type { ChannelClient } from './namespace';

export const APP: PusherApp = {
  id: 'shop',
  key: 'key',
  secret: 'secret',
  clientMessages: true,
  maxConnections: null,
  allowedOrigins: [],
  subscriptionCounts: true,
  webhooks: [],
};
export const LEAVE_MS = 3_000;

/** A client without a socket that records what it is told, as `event data`. */
export class FakeClient implements ChannelClient {
  readonly told: string[] = [];
  readonly topics = new Set<string>();
  readonly socket: ClientSocket;
  readonly subscriber: Subscriber;

  constructor(readonly socketId: string) {
    this.socket = {
      bufferedBytes: 0,
      send: (text) => this.hear(text),
      ping: () => undefined,
      join: (topic) => this.topics.add(topic),
      leave: (topic) => this.topics.delete(topic),
      close: () => this.told.push('closed'),
    };
    this.subscriber = new Subscriber(this.socket, 'dotted');
  }

  hear(text: string): void {
    const { event, data } = JSON.parse(text) as { event: string; data: string };
    this.told.push(`${event.replace(/^pusher(_internal)?:/, '')} ${data}`);
  }

  refused(channel: string, { error }: { error: string }): void {
    this.told.push(`refused ${channel} ${error}`);
  }

  close(): void {
    this.told.push('closed');
  }
}

/** Two nodes of one gateway with one broker, one directory and a stopped clock. */
export function twoNodes({ maxMembers = 100 } = {}) {
  const clock = new FakeClock();
  const broker = new MemoryChannelBroker();
  const directory = new MemoryChannelDirectory(broker, () => clock.now());
  const webhooks: WebhookEvent[] = [];
  const problems: unknown[] = [];
  const node = (name: string) => {
    const clients: FakeClient[] = [];
    const publish = (topic: string, text: string, except?: ClientSocket): number => {
      const recipients = clients.filter((client) => client.socket !== except && client.topics.has(topic));
      for (const client of recipients) client.hear(text);
      return recipients.length;
    };
    const context: NodeContext = {
      ...{ node: name, broker, directory, maxMembers, leaveDelayMs: LEAVE_MS },
      counts: new MemorySharedCounts(),
      after: (delayMs, run) => clock.after(delayMs, run),
      publish,
      sent: () => undefined,
      tell: (_, event) => webhooks.push(event),
      failed: (error) => problems.push(error),
    };
    const namespace = new AppNamespace(APP, new ChannelsPolicy(APP, LIMITS), context);
    broker.listen({
      received: (message) => {
        if (message.kind === 'frame' || message.kind === 'user-end') namespace.receive(message);
      },
      missed: () => undefined,
    });
    const lease = new KeepLease(new PusherApps([APP]), context, () => namespace.resync());
    const connect = (): FakeClient => {
      const client = new FakeClient(`${name}.${clients.length}`);
      clients.push(client);
      namespace.opened(client);
      return client;
    };
    return { namespace, lease, connect };
  };
  return { clock, directory, webhooks, problems, nodes: [node('1'), node('2')] as const };
}

/** Waits for a node's sequential background work. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

const PUBLIC = { isAuthorised: false, isPresence: false, isEncrypted: false, isCache: false, userId: null };

export function asMember(userId: string): Admission {
  const traits = { ...PUBLIC, isAuthorised: true, isPresence: true };
  return appAdmission(traits, { userId, userInfo: null });
}

export const asAnybody: Admission = appAdmission(PUBLIC, null);
