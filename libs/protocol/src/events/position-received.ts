import type { Natural, TrackerRecord, TrackingSettings } from '@yipii/domain';
import {
  isAttributes,
  isBoolean,
  isId,
  isNullable,
  isNumber,
  isObject,
  isString,
  type Fields,
} from './guards';

/** A record with its identity. */
export interface ReceivedRecord extends TrackerRecord {
  /** UUID made from device, fix time and the decoded record (`recordId`): the same record sent again has the same id. */
  readonly id: string;
}

/** One frame's records of one asset, sorted by fix time. Times are epoch ms. */
export interface PositionReceived {
  readonly accountId: Natural;
  readonly accountKey: string;
  readonly assetId: Natural;
  /** The asset's name at that moment. */
  readonly assetName: string;
  /** Registry id of the device. */
  readonly deviceId: Natural;
  readonly protocol: string;
  /** When the frame was complete. */
  readonly receivedAt: number;
  readonly records: readonly ReceivedRecord[];
  /** As they were then, so that a replay comes to the same; absent: nothing is set. */
  readonly settings?: TrackingSettings;
}

export function isPositionReceived(value: unknown): value is PositionReceived {
  return (
    isObject(value) &&
    hasSource(value) &&
    isNumber(value.receivedAt) &&
    Array.isArray(value.records) &&
    value.records.every(isReceivedRecord) &&
    (value.settings === undefined || isTrackingSettings(value.settings))
  );
}

function hasSource(value: Fields): boolean {
  return (
    isId(value.accountId) &&
    isString(value.accountKey) &&
    isId(value.assetId) &&
    isString(value.assetName) &&
    isId(value.deviceId) &&
    isString(value.protocol)
  );
}

function isTrackingSettings(value: unknown): value is TrackingSettings {
  return (
    isObject(value) &&
    isNullable(value.timeZone, isString) &&
    isNumber(value.clockOffsetMs) &&
    isNumber(value.odometerOffsetKm)
  );
}

export function isReceivedRecord(value: unknown): value is ReceivedRecord {
  return isObject(value) && isString(value.id) && isTrackerRecord(value);
}

function isTrackerRecord(value: Fields): boolean {
  return (
    isNumber(value.fixTime) &&
    isBoolean(value.valid) &&
    isNullable(value.lat, isNumber) &&
    isNullable(value.lng, isNumber) &&
    isNullable(value.altitude, isNumber) &&
    isNullable(value.speed, isNumber) &&
    isNullable(value.heading, isNumber) &&
    isAttributes(value.attributes)
  );
}
