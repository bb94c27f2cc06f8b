import { hash } from 'node:crypto';
import { isCurrent, isoTime, type Attributes, type AttributeValue, type Draft } from '@yipii/domain';
import type { NewFeedEvent } from '@yipii/persistence';
import type { OutgoingEvent } from '@yipii/platform';
import {
  uuidV8,
  type EnrichedLocation,
  type EventAccount,
  type PositionEnriched,
  type PositionReceived,
  type StatusChanged,
} from '@yipii/protocol';

/** Returns the event of a record for history and the stream. */
export function positionEnriched(
  source: PositionReceived,
  draft: Draft,
  receivedAt: string,
): PositionEnriched {
  return {
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
    timestamp: isoTime(record.fixTime),
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

const HAS_A_FIELD: ReadonlySet<string> = new Set(['satellites', 'accuracy', 'ignition', 'odometer']);

/** Returns reported attributes without a field of their own, and what enrichment found out. */
function attributesOf({ record: { attributes }, engineHours, driverId, speedLimit }: Draft): Attributes {
  const reported: Record<string, AttributeValue> = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && !HAS_A_FIELD.has(name)) reported[name] = value;
  }
  if (engineHours !== null) reported.engineHours = engineHours;
  if (driverId !== null) reported.driverId = driverId;
  if (speedLimit !== null) reported.speedLimit = speedLimit;
  return reported;
}

function numberOrNull(value: AttributeValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** Returns the event for a record that is not streamed but changes the status that clients know. */
export function statusChangedBy(assetId: number, draft: Draft): StatusTold {
  const { record, state, receivedAt } = draft;
  return {
    key: String(assetId),
    event: { assetId, status: state.status, ignition: state.motion.ignition },
    id: eventId(`status:${record.id}`),
    occurredAt: isoTime(isCurrent(draft) ? record.fixTime : receivedAt),
  };
}

type StatusTold = OutgoingEvent<StatusChanged> & { readonly id: string; readonly occurredAt: string };

/**
 * Returns the same change for the event feed.
 * @param deviceId the device that reported it; null: none
 */
export function toFeed(
  { id, occurredAt, event, account }: StatusTold & { readonly account: EventAccount },
  deviceId: number | null,
): NewFeedEvent {
  const { assetId } = event;
  const data = { ...event, at: occurredAt };
  return { id, type: 'asset.status_changed', accountId: account.id, assetId, deviceId, occurredAt, data };
}

interface SilentAsset {
  readonly accountId: number;
  readonly accountKey: string;
  readonly assetId: number;
  readonly ignition: boolean | null;
  /** Epoch ms. */
  readonly heardAt: number;
}

/**
 * Returns the event of an asset that has been silent for too long. Its id does not depend on the process, so a
 * repetition is the same event.
 */
export function wentOffline(
  asset: SilentAsset,
  offlineAfterMs: number,
): StatusTold & { readonly account: EventAccount } {
  const { assetId, accountId, accountKey, ignition, heardAt } = asset;
  return {
    key: String(assetId),
    event: { assetId, status: 'offline', ignition },
    id: eventId(`offline:${assetId}:${heardAt}`),
    occurredAt: isoTime(heardAt + offlineAfterMs),
    account: { id: accountId, key: accountKey },
  };
}

function eventId(subject: string): string {
  return uuidV8(hash('sha256', subject));
}
