import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { RedisLinkAccess } from '@yipii/live';
import { Outbox, withConnection } from '@yipii/platform';
import { topics, trackingChannel, type Topic } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import Pusher, { type AuthorizerCallback } from 'pusher-js';
import { createClient } from 'redis';
import type { Cluster } from './cluster';
import { accessToken } from './live-client';

/** What the access of a client rests on, and the code with which it is closed when that ends. */
const CODES = { token: 4009, session: 4001, link: 4004 } as const;
type Kind = keyof typeof CODES;

const KINDS = Object.keys(CODES) as readonly Kind[];
const SESSION_MS = 3_600_000;

interface Held {
  readonly kind: Kind;
  readonly pusher: Pusher;
}

/** Clients on both gateways: of an access token, of a viewer's session, and of a link. Each is to lose it. */
export class RevocableClients {
  /** Epoch ms at which each client was sent away with its code. */
  private readonly cutAt = new Map<Held, number>();

  private constructor(
    private readonly cluster: Cluster,
    private readonly token: string,
    private readonly handle: string,
    private readonly link: string,
    private readonly held: readonly Held[],
  ) {}

  static async start(cluster: Cluster): Promise<RevocableClients> {
    const token = await accessToken(cluster.api, cluster.fleet.oauth);
    const [session, link] = await putViewers(cluster);
    const held = ([1, 2] as const).flatMap((replica) => [
      { kind: 'token' as const, pusher: connect(cluster, replica, byToken(cluster, token)) },
      { kind: 'session' as const, pusher: connect(cluster, replica, bySession(session.token)) },
      { kind: 'link' as const, pusher: connect(cluster, replica, bySession(link.token)) },
    ]);
    const clients = new RevocableClients(cluster, token, session.handle, link.uuid, held);
    const channels = {
      token: `private-account.${cluster.fleet.accountKey}`,
      session: trackingChannel(session.uuid),
      link: trackingChannel(link.uuid),
    };
    await Promise.all(held.map((one) => clients.join(one, channels[one.kind])));
    return clients;
  }

  /** Revokes the token at the API, and tells of the others as the service of the links will: in the outbox. */
  async revokeAll(): Promise<void> {
    const { handle: id, link: linkUuid } = this;
    const at = new Date().toISOString();
    await revokeToken(this.cluster, this.token);
    await tell(this.cluster, topics.accessRevoked, id, { kind: 'session', id, reason: 'by its owner' });
    const ended = { linkUuid, change: 'expired', reason: 'disabled', at } as const;
    await tell(this.cluster, topics.linkChanged, linkUuid, ended);
  }

  /** Nobody was sent away so far. */
  get areAllThere(): boolean {
    return this.cutAt.size === 0;
  }

  /** How long after `since` the last of each kind was sent away, in ms. Rejects if that takes too long. */
  async cutSince(since: number): Promise<Record<Kind, number>> {
    await eventually(() => {
      const left = this.held.filter((one) => !this.cutAt.has(one)).map(({ kind }) => kind);
      if (left.length > 0) throw new Error(`still connected: ${left.join()}`);
    });
    const last = (kind: Kind): number =>
      Math.max(...this.held.filter((one) => one.kind === kind).map((one) => this.cutAt.get(one) ?? 0));
    return Object.fromEntries(KINDS.map((kind) => [kind, last(kind) - since])) as Record<Kind, number>;
  }

  disconnect(): void {
    for (const { pusher } of this.held) pusher.disconnect();
  }

  private async join(one: Held, channel: string): Promise<void> {
    const { pusher, kind } = one;
    pusher.connection.bind('error', ({ data }: { data?: { code?: number } }) => {
      if (data?.code === CODES[kind]) this.cutAt.set(one, this.cutAt.get(one) ?? Date.now());
    });
    const subscription = pusher.subscribe(channel);
    await new Promise<void>((resolve, reject) => {
      subscription.bind('pusher:subscription_succeeded', () => resolve());
      subscription.bind('pusher:subscription_error', (error: unknown) =>
        reject(new Error(`${channel}: ${JSON.stringify(error)}`)),
      );
    });
  }
}

interface Viewer {
  readonly uuid: string;
  readonly token: string;
  readonly handle: string;
}

/** Two links with a session each, as the service of the links will write them. */
async function putViewers(cluster: Cluster): Promise<readonly [Viewer, Viewer]> {
  const redis = await createClient({ url: cluster.servers.redis.url }).connect();
  const access = new RedisLinkAccess(redis as ConstructorParameters<typeof RedisLinkAccess>[0]);
  const put = async (): Promise<Viewer> => {
    const uuid = randomUUID();
    const [token, handle] = [`yts_${randomBytes(32).toString('base64url')}`, randomUUID()];
    const hash = createHash('sha256').update(token).digest('hex');
    await access.putLink(uuid, { status: 'active', expiresAt: null, nextChangeAt: null, maxViewers: null });
    await access.putSession(hash, { linkUuid: uuid, handle, expiresAt: Date.now() + SESSION_MS });
    return { uuid, token, handle };
  };
  const viewers = [await put(), await put()] as const;
  redis.destroy();
  return viewers;
}

type Authorise = (socketId: string, channel: string, answer: AuthorizerCallback) => void;

function connect(cluster: Cluster, replica: 1 | 2, authorise: Authorise): Pusher {
  return new Pusher(cluster.appKey, {
    ...{ wsHost: '127.0.0.1', wsPort: cluster.app(`pusher-gateway-${replica}`).port('websocket') },
    ...{ forceTLS: false, enabledTransports: ['ws'], disableStats: true, cluster: '' },
    channelAuthorization: {
      ...{ endpoint: '', transport: 'ajax' },
      customHandler: ({ socketId, channelName }, answer) => authorise(socketId, channelName, answer),
    },
  });
}

function bySession(token: string): Authorise {
  return (_socketId, _channel, answer) => answer(null, { auth: token });
}

function byToken(cluster: Cluster, token: string): Authorise {
  return (socketId, channel, answer) => {
    fetch(`${cluster.api}/broadcasting/auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams({ socket_id: socketId, channel_name: channel }),
    })
      .then((response) => response.json())
      .then((body) => answer(null, body as { auth: string }))
      .catch((error: unknown) => answer(new Error(String(error)), null));
  };
}

async function revokeToken(cluster: Cluster, token: string): Promise<void> {
  const { clientId, clientSecret } = cluster.fleet.oauth;
  const body = new URLSearchParams({ token, client_id: clientId, client_secret: clientSecret });
  const response = await fetch(`${cluster.api}/oauth/revoke`, { method: 'POST', body });
  if (!response.ok) throw new Error(`POST /oauth/revoke: ${response.status} ${await response.text()}`);
}

async function tell<Event>(
  { databaseUrl }: Cluster,
  topic: Topic<Event>,
  key: string,
  event: Event,
): Promise<void> {
  await withConnection(databaseUrl, 'yipii_test', (client) =>
    new Outbox().add(client, topic, [{ key, event }]),
  );
}
