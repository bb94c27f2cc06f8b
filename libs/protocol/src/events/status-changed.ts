import type { Natural, Status } from '@yipii/domain';
import { fillNulls, isBoolean, isId, isNullable, isObject, isString, type Open, type Parsed } from './guards';

/** Status or ignition changed without a new fix. */
export interface StatusChanged {
  readonly assetId: Natural;
  readonly status: Open<Status>;
  readonly ignition: boolean | null;
}

export function completeStatusChanged(event: Parsed): void {
  fillNulls(event, ['ignition']);
}

export function isStatusChanged(value: unknown): value is StatusChanged {
  return (
    isObject(value) && isId(value.assetId) && isString(value.status) && isNullable(value.ignition, isBoolean)
  );
}
