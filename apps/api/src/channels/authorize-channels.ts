import { revocableIds, type AccountScope, type Principal } from '@yipii/domain';
import type { Clock } from '@yipii/platform';
import {
  CONNECTION_SUBJECT,
  parseFleetChannel,
  signGrant,
  type EventKind,
  type FleetChannel,
  type Grant,
} from '@yipii/protocol';
import type { AssetStore } from '../assets/asset.ports';

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
    private readonly assets: AssetStore,
    private readonly app: LiveApp,
    private readonly clock: Clock,
  ) {}

  async run(principal: Principal, socketId: string, channels: readonly string[]): Promise<ChannelAuths> {
    const parsed = channels.map((name) => ({ name, channel: parseFleetChannel(name) }));
    const visibleAssets = await this.visibleAssets(principal.scope, parsed);
    const grant = this.grantOf(principal);
    const auths = parsed.map(({ name, channel }) => {
      const allowed = channel !== null && isAllowed(principal, channel, visibleAssets);
      return [name, allowed && grant.kinds.length > 0 ? this.sign(grant, socketId, name) : null] as const;
    });
    return new Map(auths);
  }

  /** Returns what a connection itself rests on, as the auth string of no channel. */
  connection(principal: Principal, socketId: string): string {
    const { kinds: _none, ...grant } = this.grantOf(principal);
    return this.sign(grant, socketId, CONNECTION_SUBJECT);
  }

  private visibleAssets(
    scope: AccountScope,
    parsed: readonly { readonly channel: FleetChannel | null }[],
  ): Promise<ReadonlySet<number>> {
    const ids = parsed.flatMap(({ channel }) => (channel?.kind === 'asset' ? [channel.assetId] : []));
    return ids.length === 0 ? Promise.resolve(new Set()) : this.assets.existing(scope, ids);
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

/** The account's channel carries all of its assets: it is closed to a token of some of them. */
function isAllowed(
  { account, scope }: Principal,
  channel: FleetChannel,
  visibleAssets: ReadonlySet<number>,
): boolean {
  if (channel.kind === 'asset') return visibleAssets.has(channel.assetId);
  return channel.accountKey === account.key && scope.assets === null;
}

/** What subscriptions deliver to a caller with these scopes. */
function eventKindsOf(scopes: readonly string[]): EventKind[] {
  const kinds: EventKind[] = [];
  if (scopes.includes('positions:read')) kinds.push('positions');
  if (scopes.includes('alerts:read')) kinds.push('alerts');
  return kinds;
}
