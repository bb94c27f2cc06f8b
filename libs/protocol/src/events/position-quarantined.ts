import type { Natural } from '@yipii/domain';
import { fillNulls, isId, isNullable, isNumber, isObject, isString, type Parsed } from './guards';
import { completeRecords, isReceivedRecord, type ReceivedRecord } from './position-received';

/** Records of a device that is not registered, or not assigned at their fix time; kept for the day it is. */
export interface PositionQuarantined {
  /** The id by which the device introduced itself. */
  readonly uniqueId: string;
  /** Registry id, where the device is registered but has no asset; else null. */
  readonly deviceId: Natural | null;
  readonly protocol: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly records: readonly ReceivedRecord[];
}

export function completePositionQuarantined(event: Parsed): void {
  fillNulls(event, ['deviceId']);
  completeRecords(event.records);
}

export function isPositionQuarantined(value: unknown): value is PositionQuarantined {
  return (
    isObject(value) &&
    isString(value.uniqueId) &&
    isNullable(value.deviceId, isId) &&
    isString(value.protocol) &&
    isNumber(value.receivedAt) &&
    Array.isArray(value.records) &&
    value.records.every(isReceivedRecord)
  );
}
