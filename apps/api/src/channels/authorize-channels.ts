import type { Clock } from '@yipii/platform';
import { parseFleetChannel, signGrant, type FleetChannel, type Grant } from '@yipii/protocol';
import { demandScope, maySee, revocableIds, type Principal } from '../access/principal';
import type { AssetStore } from '../assets/asset.ports';

/** The Pusher app whose channels are authorised. */
export interface LiveApp {
  readonly appKey: string;
  /** The first signs. */
  readonly grantKeys: readonly string[];
}

/** For each channel the auth string that Pusher clients send with `pusher:subscribe`, or null: not allowed. */
export type ChannelAuths = ReadonlyMap<string, string | null>;

/** Decides which channels a principal may subscribe to on one socket. */
export class AuthorizeChannels {
  constructor(
    private readonly assets: AssetStore,
    private readonly app: LiveApp,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal INSUFFICIENT_SCOPE */
  async run(principal: Principal, socketId: string, channels: readonly string[]): Promise<ChannelAuths> {
    demandScope(principal, 'positions:read', 'alerts:read');
    const parsed = channels.map((name) => ({ name, channel: parseFleetChannel(name) }));
    const ownAssets = await this.ownAssets(principal, parsed);
    const grant = this.grantOf(principal);
    const auths = parsed.map(({ name, channel }) => {
      const allowed = channel !== null && isAllowed(principal, channel, ownAssets);
      return [name, allowed ? this.sign(grant, socketId, name) : null] as const;
    });
    return new Map(auths);
  }

  private async ownAssets(
    principal: Principal,
    parsed: readonly { readonly channel: FleetChannel | null }[],
  ): Promise<ReadonlySet<number>> {
    const ids = parsed.flatMap(({ channel }) => (channel?.kind === 'asset' ? [channel.assetId] : []));
    const visible = ids.filter((id) => maySee(principal, id));
    return visible.length === 0 ? new Set() : this.assets.existing(principal.accountId, visible);
  }

  private grantOf(principal: Principal): Grant {
    const { expiresAt, accountId } = principal;
    return { ids: revocableIds(principal), issuedAt: this.clock.now(), expiresAt, accountId };
  }

  private sign(grant: Grant, socketId: string, channel: string): string {
    const { appKey, grantKeys } = this.app;
    const [grantKey] = grantKeys;
    if (!grantKey) throw new Error('no grant key');
    return signGrant(appKey, grantKey, { socketId, channel }, grant);
  }
}

function isAllowed(principal: Principal, channel: FleetChannel, ownAssets: ReadonlySet<number>): boolean {
  if (channel.kind === 'asset') return ownAssets.has(channel.assetId);
  return channel.accountKey === principal.accountKey && principal.assetIds === null;
}
