import type { GroupMembers, GroupState } from '@yipii/live';
import { RegistryCache } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';

/** The API stores and announces a change at the same time, so the change is readable after a moment. */
const POLL_MS = 50;
const QUICK_POLLS = 20;
const RETRY_MS = 1_000;

export interface GroupsContext {
  now(): number;
  after(delayMs: number, run: () => void): void;
  /** Called with the members before any event of a new one is delivered. */
  known(group: GroupState): void;
  /** These assets have joined a group that was known before. */
  added(group: GroupState, assetIds: readonly number[]): void;
  failed(error: unknown): void;
}

interface Watched {
  readonly groupId: number;
  state: GroupState | null;
  /** The newest version that was announced. */
  wanted: number;
  isReading: boolean;
  readonly isKnown: () => void;
}

/**
 * The members of groups whose channels have subscribers on this node. An asset in none of them costs one map
 * look-up.
 */
export class WatchedGroups {
  private readonly cache: RegistryCache<number, GroupState>;
  private readonly watched = new Map<number, Watched>();
  private readonly groupsOf = new Map<number, Set<number>>();

  constructor(
    members: GroupMembers,
    private readonly context: GroupsContext,
  ) {
    this.cache = new RegistryCache(
      {
        load: (groupIds) => members.of(groupIds),
        partsOf: ({ groupId: id, version }) => [{ kind: 'asset_group', id, version }],
        affectedBy: ({ kind, id }) => (kind === 'asset_group' ? [id] : []),
      },
      { now: () => context.now() },
      // The API stores a group when it authorises the first subscription, without announcing it.
      { unknownForMs: 0 },
    );
  }

  /** Resolves when the members are known. */
  watch(groupId: number): Promise<void> {
    return new Promise((resolve) => {
      const group = { groupId, state: null, wanted: 0, isReading: false, isKnown: resolve };
      this.watched.set(groupId, group);
      void this.read(group);
    });
  }

  unwatch(groupId: number): void {
    const group = this.watched.get(groupId);
    this.watched.delete(groupId);
    for (const assetId of group?.state?.assetIds ?? []) this.unlink(assetId, groupId);
  }

  /** To be called with every change of the registry. */
  changed(change: RegistryChanged): void {
    this.cache.changed(change);
    const group = change.kind === 'asset_group' ? this.watched.get(change.id) : undefined;
    if (!group) return;
    group.wanted = Math.max(group.wanted, change.version);
    void this.read(group);
  }

  /** Returns null if it is not watched, or not known yet. */
  state(groupId: number): GroupState | null {
    return this.watched.get(groupId)?.state ?? null;
  }

  /** The watched groups of an asset. */
  of(assetId: number): Iterable<number> {
    return this.groupsOf.get(assetId) ?? NONE;
  }

  /** Returns the given positions by watched group. */
  split<T extends { readonly assetId: number }>(positions: readonly T[]): ReadonlyMap<number, readonly T[]> {
    const parts = new Map<number, T[]>();
    if (this.groupsOf.size === 0) return parts;
    for (const position of positions) {
      for (const groupId of this.of(position.assetId)) {
        const part = parts.get(groupId);
        if (part) part.push(position);
        else parts.set(groupId, [position]);
      }
    }
    return parts;
  }

  /** Reads the members until they are of the version that was announced. */
  private async read(group: Watched): Promise<void> {
    if (group.isReading) return;
    group.isReading = true;
    for (let attempt = 0; !this.isOver(group) && !(await this.refresh(group)); attempt++) {
      await new Promise<void>((resolve) =>
        this.context.after(attempt < QUICK_POLLS ? POLL_MS : RETRY_MS, resolve),
      );
    }
    group.isReading = false;
  }

  /** Returns whether the members now have the announced version; does not reject. */
  private async refresh(group: Watched): Promise<boolean> {
    try {
      const state = await this.cache.get(group.groupId);
      if (this.isOver(group)) return true;
      if (state && state.version > (group.state?.version ?? -1)) this.apply(group, state);
    } catch (error) {
      this.context.failed(error);
    }
    return group.state !== null && group.state.version >= group.wanted;
  }

  private apply(group: Watched, state: GroupState): void {
    const before = group.state;
    group.state = state;
    const known = new Set(before?.assetIds);
    const members = new Set(state.assetIds);
    for (const assetId of known) if (!members.has(assetId)) this.unlink(assetId, group.groupId);
    this.context.known(state);
    if (this.isOver(group)) return;
    const added = state.assetIds.filter((assetId) => !known.has(assetId));
    for (const assetId of added) this.link(assetId, group.groupId);
    if (before === null) group.isKnown();
    else if (added.length > 0) this.context.added(state, added);
  }

  private isOver(group: Watched): boolean {
    return this.watched.get(group.groupId) !== group;
  }

  private link(assetId: number, groupId: number): void {
    const groups = this.groupsOf.get(assetId);
    if (groups) groups.add(groupId);
    else this.groupsOf.set(assetId, new Set([groupId]));
  }

  private unlink(assetId: number, groupId: number): void {
    const groups = this.groupsOf.get(assetId);
    groups?.delete(groupId);
    if (groups?.size === 0) this.groupsOf.delete(assetId);
  }
}

const NONE: readonly number[] = [];
