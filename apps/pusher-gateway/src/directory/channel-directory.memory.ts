import { channelLane, type ChannelBroker, type FrameMessage } from '../broker/channel-broker.ports';
import {
  ChannelDirectory,
  type CachedEvent,
  type ChannelChange,
  type ChannelInfo,
  type ChannelOutcome,
  type ChannelRef,
  type Member,
} from './channel-directory.ports';

interface Entry {
  nodes: Map<string, number>;
  users: Map<string, Set<string>>;
  infos: Map<string, Member>;
  cached: (Omit<CachedEvent, 'ttl'> & { until: number }) | null;
}

export class MemoryChannelDirectory extends ChannelDirectory {
  private readonly entries = new Map<string, Entry & ChannelRef>();
  constructor(
    private readonly broker: ChannelBroker,
    private readonly now: () => number,
  ) {
    super();
  }

  private entry(ref: ChannelRef): Entry & ChannelRef {
    const key = `${ref.appId} ${ref.channel}`;
    let e = this.entries.get(key);
    if (!e)
      this.entries.set(
        key,
        (e = { ...ref, nodes: new Map(), users: new Map(), infos: new Map(), cached: null }),
      );
    return e;
  }
  private cachedOf(e: Entry): CachedEvent | null {
    if (!e.cached || e.cached.until <= this.now()) return null;
    return {
      frame: e.cached.frame,
      data: e.cached.data,
      ttl: Math.ceil((e.cached.until - this.now()) / 1000),
    };
  }
  async change(node: string, ref: ChannelRef, c: ChannelChange): Promise<ChannelOutcome> {
    const e = this.entry(ref);
    const total = () => [...e.nodes.values()].reduce((a, b) => a + b, 0);
    const base = {
      position: '0',
      occupied: false,
      vacated: false,
      added: false,
      removed: false,
      full: false,
      members: [] as Member[],
      cached: this.cachedOf(e),
    };
    if (c.enter && !e.users.has(c.enter.userId) && e.users.size >= (c.maxMembers ?? Infinity))
      return { ...base, full: true, subscriptions: total() };
    const had = e.nodes.size > 0;
    if (c.subscriptions === null) e.nodes.delete(node);
    else e.nodes.set(node, c.subscriptions);
    const occupied = !had && e.nodes.size > 0;
    const vacated = had && e.nodes.size === 0;
    let added = false,
      removed = false;
    if (c.enter) {
      const u = e.users.get(c.enter.userId);
      added = !u;
      if (u) u.add(node);
      else {
        e.users.set(c.enter.userId, new Set([node]));
        e.infos.set(c.enter.userId, c.enter);
      }
    }
    if (c.leave !== undefined) {
      const u = e.users.get(c.leave);
      if (u?.delete(node) && u.size === 0) {
        removed = true;
        e.users.delete(c.leave);
        e.infos.delete(c.leave);
      }
    }
    const a = c.announce ?? {};
    const msgs = [
      occupied && a.occupied,
      added && a.added,
      removed && a.removed,
      vacated && a.vacated,
    ].filter(Boolean) as FrameMessage[];
    await this.broker.publish(channelLane(ref.appId, ref.channel), msgs);
    return {
      ...base,
      occupied,
      vacated,
      added,
      removed,
      subscriptions: total(),
      members: c.enter ? [...e.infos.values()] : [],
    };
  }
  read(ref: ChannelRef): Promise<ChannelInfo> {
    const e = this.entry(ref);
    return Promise.resolve({
      subscriptions: [...e.nodes.values()].reduce((a, b) => a + b, 0),
      users: [...e.users.keys()],
      cached: this.cachedOf(e),
    });
  }
  list(appId: string, prefix: string) {
    return Promise.resolve(
      [...this.entries.values()]
        .filter((e) => e.appId === appId && e.channel.startsWith(prefix))
        .map((e) => ({
          channel: e.channel,
          subscriptions: [...e.nodes.values()].reduce((a, b) => a + b, 0),
          users: e.users.size,
        }))
        .filter((x) => x.subscriptions > 0),
    );
  }
  async publishCached(m: FrameMessage, data: string, ttlMs: number) {
    this.entry(m).cached = { frame: m.frame, data, until: this.now() + ttlMs };
    await this.broker.publish(channelLane(m.appId, m.channel), [m]);
  }
  renew() {
    return Promise.resolve(true);
  }
  ended() {
    return Promise.resolve([]);
  }
  holdings() {
    return Promise.resolve([]);
  }
  forget() {
    return Promise.resolve();
  }
  countConnections(_n: string, _a: string, c: number) {
    return Promise.resolve(c);
  }
}
