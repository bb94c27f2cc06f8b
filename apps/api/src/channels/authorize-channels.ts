import { revocableIds, type Principal } from '@yipii/domain';
import type { Clock } from '@yipii/platform';
import {
  CONNECTION_SUBJECT,
  groupGrantId,
  parseFleetChannel,
  signGrant,
  type EventKind,
  type FleetChannel,
  type Grant,
} from '@yipii/protocol';
import type { KnownAssets } from './known-assets';
import type { OpenGroup, OpenGroups } from './open-groups';

/** The Pusher app whose channels are authorized. */
export interface LiveApp {
  readonly appKey: string;
  /** The first signs. */
  readonly grantKeys: readonly string[];
}

/** The auth string of each channel, which Pusher clients send with `pusher:subscribe`; null: not allowed. */
export type ChannelAuths = ReadonlyMap<string, string | null>;

/** Decides which channels a principal may subscribe to on one socket, and what each delivers. */
export class AuthorizeChannels {
  constructor(
    private readonly assets: Pick<KnownAssets, 'existing'>,
    private readonly groups: Pick<OpenGroups, 'of'>,
    private readonly app: LiveApp,
    private readonly clock: Clock,
  ) {}

  async run(principal: Principal, socketId: string, channels: readonly string[]): Promise<ChannelAuths> {
    const parsed = channels.map((name) => ({ name, channel: parseFleetChannel(name) }));
    const visible = await this.visible(principal, parsed);
    const grant = this.grantOf(principal);
    const auths = parsed.map(({ name, channel }) => {
      const own = channel && grant.kinds.length > 0 ? grantFor(grant, channel, { principal, visible }) : null;
      return [name, own && this.sign(own, socketId, name)] as const;
    });
    return new Map(auths);
  }

  /** Returns what a connection itself rests on, as the auth string of no channel. */
  connection(principal: Principal, socketId: string): string {
    const { kinds: _none, ...grant } = this.grantOf(principal);
    return this.sign(grant, socketId, CONNECTION_SUBJECT);
  }

  private async visible(
    principal: Principal,
    parsed: readonly { readonly channel: FleetChannel | null }[],
  ): Promise<Visible> {
    const assetIds = parsed.flatMap(({ channel }) => (channel?.kind === 'asset' ? [channel.assetId] : []));
    const groupIds = parsed.flatMap(({ channel }) => (channel?.kind === 'group' ? [channel.groupId] : []));
    const [assets, groups] = await Promise.all([
      assetIds.length === 0 ? new Set<number>() : this.assets.existing(principal.scope, assetIds),
      this.groups.of(principal, groupIds),
    ]);
    return { assets, groups };
  }

  private grantOf(principal: Principal): Grant & { readonly kinds: readonly EventKind[] } {
    const { expiresAt, scope } = principal;
    const { accountId } = scope;
    const kinds = eventKindsOf(principal.scopes);
    return { ids: revocableIds(principal), issuedAt: this.clock.now(), expiresAt, accountId, kinds };
  }

  private sign(grant: Grant, socketId: string, channel: string): string {
    const { appKey, grantKeys } = this.app;
    const [grantKey] = grantKeys;
    if (!grantKey) throw new Error('no grant key');
    return signGrant(appKey, grantKey, { socketId, channel }, grant);
  }
}

/** What is open to a caller of what it asked for. */
interface Visible {
  readonly assets: ReadonlySet<number>;
  readonly groups: ReadonlyMap<number, OpenGroup>;
}

/**
 * Returns the grant of one channel; null if it is closed to the caller. The account's channel carries all of its
 * assets, so it is closed to a token of some of them.
 */
function grantFor(
  grant: Grant,
  channel: FleetChannel,
  { principal: { account, scope }, visible }: { readonly principal: Principal; readonly visible: Visible },
): Grant | null {
  if (channel.kind === 'asset') return visible.assets.has(channel.assetId) ? grant : null;
  if (channel.kind === 'account') {
    return channel.accountKey === account.key && scope.assets === null ? grant : null;
  }
  const group = visible.groups.get(channel.groupId);
  if (!group) return null;
  const ids = [...grant.ids, groupGrantId(channel.groupId)];
  return { ...grant, ids, ...(group.assets && { assets: group.assets }) };
}

/** What subscriptions deliver to a caller with these scopes. */
function eventKindsOf(scopes: readonly string[]): EventKind[] {
  const kinds: EventKind[] = [];
  if (scopes.includes('positions:read')) kinds.push('positions');
  if (scopes.includes('alerts:read')) kinds.push('alerts');
  return kinds;
}
