import { DEFAULT_SETTINGS, type Natural, type TrackerRecord, type TrackingSettings } from '@yipii/domain';
import {
  fillNulls,
  isAttributes,
  isBoolean,
  isId,
  isNullable,
  isNumber,
  isObject,
  isString,
  type Fields,
  type Parsed,
} from './guards';

/** A record with its identity. */
export interface ReceivedRecord extends TrackerRecord {
  /** UUID made from device, fix time and the decoded record (`recordId`): the same record sent again has the same id. */
  readonly id: string;
}

/** One frame's records of one asset, sorted by fix time. Times are epoch ms. */
export interface PositionReceived {
  readonly assetId: Natural;
  /** The asset's name at that moment. */
  readonly assetName: string;
  /** Registry id of the device. */
  readonly deviceId: Natural;
  readonly protocol: string;
  /** When the frame was complete. */
  readonly receivedAt: number;
  readonly records: readonly ReceivedRecord[];
  /** As they were then, so that a replay gives the same result; absent: nothing is set. */
  readonly settings?: TrackingSettings;
}

/** What a record has null for, where the device did not report it. */
const READINGS = ['lat', 'lng', 'altitude', 'speed', 'heading'] as const;

export function completePositionReceived(event: Parsed): void {
  completeRecords(event.records);
  if (isObject(event.settings)) event.settings = { ...DEFAULT_SETTINGS, ...event.settings };
}

export function completeRecords(records: unknown): void {
  if (Array.isArray(records)) for (const record of records) fillNulls(record, READINGS);
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
  return isId(value.assetId) && isString(value.assetName) && isId(value.deviceId) && isString(value.protocol);
}

function isTrackingSettings(value: unknown): value is TrackingSettings {
  return (
    isObject(value) &&
    isNullable(value.timeZone, isString) &&
    isNumber(value.clockOffsetMs) &&
    isNumber(value.odometerOffsetKm) &&
    isNumber(value.movingFromKmh)
  );
}

export function isReceivedRecord(value: unknown): value is ReceivedRecord {
  return isObject(value) && isString(value.id) && isTrackerRecord(value);
}

function isTrackerRecord(value: Fields): boolean {
  return (
    isNumber(value.fixTime) &&
    isBoolean(value.valid) &&
    READINGS.every((name) => isNullable(value[name], isNumber)) &&
    isAttributes(value.attributes)
  );
}
