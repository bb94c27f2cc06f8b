import {
  DEFAULT_SETTINGS,
  doubtTime,
  trueTime,
  type TrackerRecord,
  type TrackingSettings,
} from '@yipii/domain';
import { recordId, type ReceivedRecord } from '@yipii/protocol';
import type { Assignment, RegisteredDevice } from '../registry/device-registry.ports';

/** The last ms of a date with a four-digit year. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A frame's records, by the asset that the device was on when it made them. */
export interface AssignedRecords {
  readonly byAsset: ReadonlyMap<Assignment, readonly ReceivedRecord[]>;
  /** Records made while the device was on no asset. */
  readonly unassigned: readonly ReceivedRecord[];
}

/**
 * Records by assignment period, each in the order of fix time. A record whose clock can't be believed
 * belongs to the asset that the device is on now.
 */
export function assignRecords(
  device: RegisteredDevice,
  records: readonly ReceivedRecord[],
  receivedAt: number,
): AssignedRecords {
  const byAsset = new Map<Assignment, ReceivedRecord[]>();
  const unassigned: ReceivedRecord[] = [];
  for (const record of records) {
    const fixTime = trueTime(record.fixTime, device, receivedAt);
    const at = doubtTime(fixTime, receivedAt) === null ? fixTime : receivedAt;
    const assignment = device.assignments.find(({ from, to }) => from <= at && (to === null || at < to));
    if (!assignment) unassigned.push(record);
    else addTo(byAsset, assignment, record);
  }
  return { byAsset, unassigned };
}

/** Returns undefined if nothing is set, which is usual. */
export function settingsOf(
  { timeZone, clockOffsetMs }: RegisteredDevice,
  { odometerOffsetKm, movingFromKmh }: Assignment,
): TrackingSettings | undefined {
  const settings: TrackingSettings = { timeZone, clockOffsetMs, odometerOffsetKm, movingFromKmh };
  const isDefault =
    timeZone === DEFAULT_SETTINGS.timeZone &&
    clockOffsetMs === DEFAULT_SETTINGS.clockOffsetMs &&
    odometerOffsetKm === DEFAULT_SETTINGS.odometerOffsetKm &&
    movingFromKmh === DEFAULT_SETTINGS.movingFromKmh;
  return isDefault ? undefined : settings;
}

function addTo(groups: Map<Assignment, ReceivedRecord[]>, key: Assignment, record: ReceivedRecord): void {
  const group = groups.get(key);
  if (group) group.push(record);
  else groups.set(key, [record]);
}

/** Returns records with their ids, sorted by fix time. Times outside the calendar become the nearest valid ones. */
export function identifyRecords(uniqueId: string, records: readonly TrackerRecord[]): ReceivedRecord[] {
  return records
    .map((record) => identified(recordId(uniqueId, record), record))
    .sort((a, b) => a.fixTime - b.fixTime);
}

function identified(id: string, record: TrackerRecord): ReceivedRecord {
  const { valid, lat, lng, altitude, speed, heading, attributes } = record;
  const fixTime = Math.min(Math.max(record.fixTime, 0), LAST_TIME);
  return { id, fixTime, valid, lat, lng, altitude, speed, heading, attributes };
}
