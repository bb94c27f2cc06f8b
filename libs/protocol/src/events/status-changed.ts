import { STATUSES, type Natural, type Status } from '@yipii/domain';
import { isBoolean, isId, isNullable, isObject, isString } from './guards';

/** Status or ignition changed without a new fix. */
export interface StatusChanged {
  readonly id: string;
  readonly accountId: Natural;
  readonly accountKey: string;
  readonly assetId: Natural;
  readonly status: Status;
  readonly ignition: boolean | null;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export function isStatusChanged(value: unknown): value is StatusChanged {
  return (
    isObject(value) &&
    isString(value.id) &&
    isId(value.accountId) &&
    isString(value.accountKey) &&
    isId(value.assetId) &&
    STATUSES.includes(value.status as Status) &&
    isNullable(value.ignition, isBoolean) &&
    isString(value.at)
  );
}
