import { channelName, PARTITIONS, partitionKey } from '@yipii/live';
import type { RedisClient } from '@yipii/platform';
import type { FrameMessage } from '../broker/channel-broker.ports';
import type { RedisChannelBroker } from '../broker/channel-broker.redis';
import { entriesBeside, logKey } from '../broker/live-log';
import {
  ChannelDirectory,
  type CachedEvent,
  type ChannelChange,
  type ChannelInfo,
  type ChannelOutcome,
  type ChannelRef,
  type NodeSubscriptions,
  type Member,
} from './channel-directory.ports';
import { ChannelKeys, heldKey, herePrefix, occupiedKey, refOf } from './channel-keys';
import {
  CHANGE,
  HOLDINGS,
  LIST,
  PUBLISH_CACHED,
  READ,
  optional,
  readOptional,
} from './channel-scripts.redis';
import { loadOnConnect } from './lua-script.redis';
import { NODE_SCRIPTS, RedisNodeLeases } from './node-leases.redis';

/** Channels that one script lists: Redis is blocked meanwhile. */
const PAGE = 500;
const PARTITION_NUMBERS = Array.from({ length: PARTITIONS }, (_, partition) => partition);

type Flag = 0 | 1;
type ChangeAnswer = [
  position: string,
  occupied: Flag,
  vacated: Flag,
  added: Flag,
  removed: Flag,
  full: Flag,
  subscriptions: number,
  users: string[],
  cached: string | null,
  ttlMs: number,
];

/**
 * Each change is one Lua script, which also publishes the announcements to the stream's log. It needs a
 * connection of its own, on which the scripts of a node run in the order of the calls.
 */
export class RedisChannelDirectory extends ChannelDirectory {
  private readonly leases: RedisNodeLeases;

  constructor(
    private readonly redis: RedisClient,
    private readonly broker: RedisChannelBroker,
  ) {
    super();
    this.leases = new RedisNodeLeases(redis);
    loadOnConnect(redis, [CHANGE, READ, PUBLISH_CACHED, LIST, HOLDINGS, ...NODE_SCRIPTS]);
  }

  async change(node: string, ref: ChannelRef, change: ChannelChange): Promise<ChannelOutcome> {
    const keys = new ChannelKeys(ref);
    const life = this.leases.incarnationOf(node);
    const answer = await this.broker.withBarrier(keys.stream, () =>
      CHANGE.run(
        this.redis,
        [
          ...[keys.subscriptions, keys.users, keys.here(life), keys.held(life), keys.occupied],
          ...[keys.cached, logKey(keys.partition)],
        ],
        [life, keys.name, ref.channel, ...argumentsOf(change, keys)],
      ),
    );
    return outcomeOf(answer as ChangeAnswer);
  }

  async read(ref: ChannelRef): Promise<ChannelInfo> {
    const { subscriptions: key, users, cached } = new ChannelKeys(ref);
    const answer = await READ.run(this.redis, [key, users, cached], []);
    const [subscriptions, found, event, ttlMs] = answer as [number, string[], string | null, number];
    return { subscriptions, members: membersOf(found), cached: cachedOf(event, ttlMs) };
  }

  async list(
    appId: string,
    prefix: string,
  ): Promise<readonly { channel: string; subscriptions: number; users: number }[]> {
    const pages = PARTITION_NUMBERS.map((partition) => this.listPartition(partition, appId, prefix));
    return (await Promise.all(pages)).flat();
  }

  async publishCached(message: FrameMessage, data: string, ttlMs: number): Promise<void> {
    const { cached, stream, partition } = new ChannelKeys(message);
    const event = JSON.stringify({ frame: message.frame, data });
    const json = JSON.stringify([message]);
    const args = [event, ttlMs, stream, entriesBeside(json.length), json];
    await PUBLISH_CACHED.run(this.redis, [cached, logKey(partition)], args);
  }

  renew(node: string, leaseMs: number): Promise<boolean> {
    return this.leases.renew(node, leaseMs);
  }

  ended(): Promise<readonly string[]> {
    return this.leases.ended();
  }

  async subscriptionsOf(node: string): Promise<readonly NodeSubscriptions[]> {
    const life = this.leases.incarnationOf(node);
    const answers = await Promise.all(
      PARTITION_NUMBERS.map((partition) =>
        HOLDINGS.run(this.redis, [heldKey(partition, life)], [herePrefix(partition, life)]),
      ),
    );
    const found = (answers as [string, string[]][][]).flat();
    return found.map(([name, users]) => ({ ...refOf(name), users }));
  }

  forget(node: string): Promise<void> {
    return this.leases.forget(node);
  }

  private async listPartition(
    partition: number,
    appId: string,
    prefix: string,
  ): Promise<{ channel: string; subscriptions: number; users: number }[]> {
    const name = channelName(appId, '');
    const prefixes = ['subscriptions', 'users'].map((kind) => partitionKey(partition, `${kind}:${name}`));
    const found: [string, number, number][] = [];
    for (let begin = `[${prefix}`; ; begin = `(${found.at(-1)?.[0] ?? ''}`) {
      // Behind every name with this prefix: there is no greater code point.
      const args = [begin, `[${prefix}\u{10ffff}`, PAGE, ...prefixes];
      const page = await LIST.run(this.redis, [occupiedKey(partition, appId)], args);
      found.push(...(page as [string, number, number][]));
      if ((page as unknown[]).length < PAGE) break;
    }
    return found.map(([channel, subscriptions, users]) => ({ channel, subscriptions, users }));
  }
}

function argumentsOf(change: ChannelChange, { stream }: ChannelKeys): (string | number)[] {
  const { subscriptions, enter, leave, maxMembers, announce = {} } = change;
  const { occupied, added, removed, vacated } = announce;
  const messages = [occupied, added, removed, vacated].map((frame) => (frame ? JSON.stringify([frame]) : ''));
  const longest = Math.max(1, ...messages.map(({ length }) => length));
  return [
    subscriptions ?? '',
    maxMembers ?? '',
    optional(enter?.userId),
    optional(leave),
    optional(enter?.userInfo),
    stream,
    entriesBeside(longest),
    ...messages,
  ];
}

function outcomeOf(answer: ChangeAnswer): ChannelOutcome {
  const [position, occupied, vacated, added, removed, full, subscriptions, users, cached, ttlMs] = answer;
  return {
    position,
    occupied: occupied === 1,
    vacated: vacated === 1,
    added: added === 1,
    removed: removed === 1,
    full: full === 1,
    subscriptions,
    members: membersOf(users),
    cached: cachedOf(cached, ttlMs),
  };
}

/** Reads a hash as Redis returns it: field and value alternate. */
function membersOf(users: readonly string[]): Member[] {
  const members: Member[] = [];
  for (let i = 0; i < users.length; i += 2) {
    const [userId = '', state = ''] = [users[i], users[i + 1]];
    members.push({ userId, userInfo: readOptional(state.slice(state.indexOf(' ') + 1)) });
  }
  return members;
}

function cachedOf(event: string | null, ttlMs: number): CachedEvent | null {
  if (event === null) return null;
  return { ...(JSON.parse(event) as { frame: string; data: string }), ttl: Math.ceil(ttlMs / 1_000) };
}
