import { hash } from 'node:crypto';
import { isCurrent, type Attributes, type AttributeValue, type Draft, type Status } from '@yipii/domain';
import {
  uuidV8,
  type EnrichedLocation,
  type PositionEnriched,
  type PositionReceived,
  type StatusChanged,
} from '@yipii/protocol';

/** What history and the stream get of a record. */
export function positionEnriched(
  source: PositionReceived,
  draft: Draft,
  receivedAt: string,
): PositionEnriched {
  return {
    id: draft.record.id,
    accountId: source.accountId,
    accountKey: source.accountKey,
    deviceId: source.deviceId,
    protocol: source.protocol,
    valid: draft.record.valid,
    unstreamed: draft.unstreamed,
    location: locationOf(source, draft, receivedAt),
  };
}

function locationOf(source: PositionReceived, draft: Draft, receivedAt: string): EnrichedLocation {
  const { record, state, status, ignition, heading, odometerKm } = draft;
  const { satellites, accuracy } = record.attributes;
  return {
    assetId: source.assetId,
    name: source.assetName,
    timestamp: new Date(record.fixTime).toISOString(),
    receivedAt,
    seq: state.seq,
    lat: record.lat,
    lng: record.lng,
    altitude: record.altitude,
    speed: record.speed,
    heading,
    accuracy: numberOrNull(accuracy),
    satellites: numberOrNull(satellites),
    status,
    ignition,
    odometerKm,
    address: draft.address,
    attributes: attributesOf(draft),
  };
}

/** What the device reported beside what has a field of its own, and what was found out about it. */
function attributesOf({ record, engineHours, driverId, speedLimit }: Draft): Attributes {
  const { satellites: _, accuracy: __, ignition: ___, odometer: ____, ...reported } = record.attributes;
  return {
    ...reported,
    ...(engineHours !== null && { engineHours }),
    ...(driverId !== null && { driverId }),
    ...(speedLimit !== null && { speedLimit }),
  };
}

function numberOrNull(value: AttributeValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** A record that is not streamed has changed what clients know of the asset. */
export function statusChangedBy(source: PositionReceived, draft: Draft): StatusChanged {
  return {
    id: eventId(`status:${draft.record.id}`),
    accountId: source.accountId,
    accountKey: source.accountKey,
    assetId: source.assetId,
    status: draft.state.status,
    ignition: draft.state.motion.ignition,
    at: new Date(isCurrent(draft) ? draft.record.fixTime : draft.receivedAt).toISOString(),
  };
}

interface SilentAsset {
  readonly accountId: number;
  readonly accountKey: string;
  readonly assetId: number;
  readonly ignition: boolean | null;
  /** Epoch ms. */
  readonly heardAt: number;
}

/** An asset was not heard of for so long. Told again, by whomever, it is the same event. */
export function wentOffline({ heardAt, ...asset }: SilentAsset, offlineAfterMs: number): StatusChanged {
  const status: Status = 'offline';
  return {
    ...asset,
    id: eventId(`offline:${asset.assetId}:${heardAt}`),
    status,
    at: new Date(heardAt + offlineAfterMs).toISOString(),
  };
}

function eventId(subject: string): string {
  return uuidV8(hash('sha256', subject));
}
