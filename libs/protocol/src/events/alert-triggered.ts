import type { Address, Natural } from '@yipii/domain';
import { completeAddress, isAddress } from './address';
import {
  fillNulls,
  isBoolean,
  isId,
  isNullable,
  isNumber,
  isObject,
  isString,
  type Fields,
  type Open,
  type Parsed,
} from './guards';

/**
 * An alert was raised, cleared or acknowledged. It repeats some of its envelope, because webhooks and the company's
 * own consumers get it as it is.
 */
export interface AlertTriggered {
  /** The same whenever this event is sent again. */
  readonly eventId: string;
  readonly type: Open<AlertChange>;
  /** ISO 8601 UTC; when it was raised, cleared or acknowledged. */
  readonly occurredAt: string;
  /** ISO 8601 UTC; when it was found out. */
  readonly emittedAt: string;
  readonly accountKey: string;
  readonly assetId: Natural;
  /** The device that reported it; null: none did. */
  readonly deviceId: Natural | null;
  readonly data: AlertData;
}

export type AlertChange = 'alert.raised' | 'alert.cleared' | 'alert.acknowledged';

/** An alert as clients see it: on channels, in REST, in webhooks and here. */
export interface AlertData {
  /** Names the incident, from its raise to its clear. */
  readonly id: string;
  readonly assetId: Natural;
  readonly assetName: string;
  readonly category: Open<'geofence' | 'speed' | 'maintenance' | 'device'>;
  /** E.g. `geofence.entered`. */
  readonly type: string;
  /** `condition`: a clear follows. */
  readonly lifetime: Open<'instant' | 'condition'>;
  readonly state: Open<'raised' | 'cleared'>;
  readonly severity: Open<'info' | 'warning' | 'critical'>;
  /** ISO 8601 UTC, as are the next two; the fix time of the record that raised it. */
  readonly triggeredAt: string;
  readonly clearedAt: string | null;
  readonly acknowledgedAt: string | null;
  /** Who acknowledged it. */
  readonly acknowledgedBy: string | null;
  /** What that person wrote. */
  readonly acknowledgementNote: string | null;
  /** Whether it was found in records that a device had buffered. */
  readonly delayed: boolean;
  readonly rule: { readonly id: Natural; readonly name: string };
  /** Where it was raised. */
  readonly position: AlertPosition | null;
  /** What its type has besides, e.g. `geofenceId` or `limit`. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AlertPosition {
  readonly lat: number;
  readonly lng: number;
  readonly address: Address | null;
}

export function completeAlertTriggered(event: Parsed): void {
  fillNulls(event, ['deviceId']);
  if (!isObject(event.data)) return;
  fillNulls(event.data, ['clearedAt', 'acknowledgedAt', 'acknowledgedBy', 'acknowledgementNote', 'position']);
  if (!isObject(event.data.position)) return;
  fillNulls(event.data.position, ['address']);
  completeAddress(event.data.position.address);
}

export function isAlertTriggered(value: unknown): value is AlertTriggered {
  return (
    isObject(value) &&
    isString(value.eventId) &&
    isString(value.type) &&
    isString(value.occurredAt) &&
    isString(value.emittedAt) &&
    isString(value.accountKey) &&
    isId(value.assetId) &&
    isNullable(value.deviceId, isId) &&
    isAlertData(value.data)
  );
}

export function isAlertData(value: unknown): value is AlertData {
  return isObject(value) && hasIdentity(value) && hasTimes(value) && hasCircumstances(value);
}

function hasIdentity(value: Fields): boolean {
  return (
    isString(value.id) &&
    isId(value.assetId) &&
    isString(value.assetName) &&
    isString(value.category) &&
    isString(value.type) &&
    isString(value.lifetime) &&
    isString(value.state) &&
    isString(value.severity)
  );
}

function hasTimes(value: Fields): boolean {
  return (
    isString(value.triggeredAt) &&
    isNullable(value.clearedAt, isString) &&
    isNullable(value.acknowledgedAt, isString) &&
    isNullable(value.acknowledgedBy, isString) &&
    isNullable(value.acknowledgementNote, isString) &&
    isBoolean(value.delayed)
  );
}

function hasCircumstances({ rule, position, data }: Fields): boolean {
  return (
    isObject(rule) &&
    isId(rule.id) &&
    isString(rule.name) &&
    isNullable(position, isPosition) &&
    isObject(data)
  );
}

function isPosition(value: unknown): value is AlertPosition {
  return (
    isObject(value) && isNumber(value.lat) && isNumber(value.lng) && isNullable(value.address, isAddress)
  );
}
