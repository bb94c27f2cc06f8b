import type { FleetChannel } from '@yipii/protocol';
import type { LastPosition, LastPositions, LinkPosition } from '@yipii/live';
import type { SnapshotReader } from './position-fanout';
import type { HubSources } from './hub.ports';

/** A link has one vehicle at a time; viewers get no asset id. */
export const THE_VEHICLE = 0;

/** Positions of a group that are read at once. */
const CHUNK = 200;

/**
 * Returns a reader of the last known positions of a fleet, or of some assets.
 * @param membersOf the members of a group at the moment
 */
export function fleetSnapshot(
  positions: LastPositions,
  channel: FleetChannel,
  accountId: number,
  membersOf: (groupId: number) => readonly number[],
): SnapshotReader {
  if (channel.kind === 'account') return () => positions.ofAccount(accountId);
  return async function* () {
    const assetIds = channel.kind === 'asset' ? [channel.assetId] : membersOf(channel.groupId);
    yield* chunksOf(positions, accountId, assetIds);
  };
}

export async function* chunksOf(
  positions: LastPositions,
  accountId: number,
  assetIds: readonly number[],
): AsyncIterable<readonly LastPosition[]> {
  for (let first = 0; first < assetIds.length; first += CHUNK) {
    yield await positions.ofAssets(accountId, assetIds.slice(first, first + CHUNK));
  }
}

/** Returns a reader of the position of a link's vehicle, which hides it while viewers may not see it. */
export function linkSnapshot({ linkPositions, linkAccess }: HubSources, linkUuid: string): SnapshotReader {
  return async function* (hide): AsyncIterable<readonly LastPosition[]> {
    const [position, link] = await Promise.all([linkPositions.last(linkUuid), linkAccess.link(linkUuid)]);
    if (!position) return;
    if (link?.status === 'active') yield [positionOfLink(position)];
    else hide([positionOfLink(position)]);
  };
}

export function positionOfLink({ seq, json }: LinkPosition): LastPosition {
  return { assetId: THE_VEHICLE, seq, json };
}
