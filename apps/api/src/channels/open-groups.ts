import type { Principal } from '@yipii/domain';
import type { GroupMembers, GroupState } from '@yipii/live';
import { RegistryCache, type Clock } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';
import type { GroupSource } from './groups.ports';

/** A restricted grant names at most so many assets: it travels in a frame of at most 16 KiB. */
const MAX_NAMED_ASSETS = 1_000;

/** A group whose channel is open to a caller. */
export interface OpenGroup {
  /** The only assets that the group may hold while the caller follows it; null: any. */
  readonly assets: readonly number[] | null;
}

/** Decides which groups a caller may follow, and tells the gateways, which have no database, who is in them. */
export class OpenGroups {
  private readonly cache: RegistryCache<number, GroupState>;

  constructor(
    private readonly source: GroupSource,
    private readonly members: GroupMembers,
    clock: Clock,
  ) {
    this.cache = new RegistryCache(
      {
        load: (groupIds) => source.load(groupIds),
        partsOf: ({ groupId: id, version }) => [{ kind: 'asset_group', id, version }],
        affectedBy: ({ kind, id }) => (kind === 'asset_group' ? [id] : []),
      },
      clock,
    );
  }

  /** Returns those of the groups of which the caller may see every asset. The gateways know them then. */
  async of(caller: Principal, groupIds: readonly number[]): Promise<ReadonlyMap<number, OpenGroup>> {
    if (groupIds.length === 0) return new Map();
    const { accountId, assets } = caller.scope;
    const found = [...(await this.cache.getMany(groupIds)).values()];
    const groups = found.filter((group) => group.accountId === accountId);
    const own = assets === null ? new Set() : await this.source.ownGroups(caller, groupIds);
    const visible = assets && new Set(assets);
    const open = groups.flatMap((group) => {
      const limit = own.has(group.groupId) ? null : visible;
      return isWithin(group, limit) ? [{ group, assets: limit && namedAssets(group, limit) }] : [];
    });
    await Promise.all(open.map(({ group }) => this.members.put(group)));
    return new Map(open.map(({ group, assets: named }) => [group.groupId, { assets: named }]));
  }

  /** Rejects while the database or the gateways' store is unavailable; safe to retry. */
  async changed(change: RegistryChanged): Promise<void> {
    this.cache.changed(change);
    if (change.kind !== 'asset_group') return;
    const { id: groupId, version } = change;
    const group = (await this.source.load([groupId])).get(groupId);
    await this.members.put(group ?? { groupId, accountId: 0, version, assetIds: [], isDeleted: true });
  }
}

/** @param visible null: everything */
function isWithin({ assetIds }: GroupState, visible: ReadonlySet<number> | null): boolean {
  // Without a member, nothing says that someone who sees some assets may know of the group.
  return visible === null || (assetIds.length > 0 && assetIds.every((id) => visible.has(id)));
}

/** Of a caller who sees too many to name them, those in the group now: one more takes another authorisation. */
function namedAssets({ assetIds }: GroupState, visible: ReadonlySet<number>): readonly number[] {
  return visible.size <= MAX_NAMED_ASSETS ? [...visible] : assetIds.slice(0, MAX_NAMED_ASSETS);
}
