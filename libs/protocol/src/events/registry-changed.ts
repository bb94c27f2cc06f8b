import type { Natural } from '@yipii/domain';
import { isId, isObject, isString, type Open } from './guards';

export type RegistryKind =
  'account' | 'asset' | 'asset_group' | 'device' | 'assignment' | 'geofence' | 'alert_rule' | 'maintenance';

/** Something that api owns has changed; caches of it are to be read anew. */
export interface RegistryChanged {
  readonly kind: Open<RegistryKind>;
  readonly id: Natural;
  /** Grows with every change of that thing: an older version never replaces a newer one. */
  readonly version: Natural;
  /** The id by which a device introduces itself, where `kind` is `device` or `assignment`. */
  readonly uniqueId?: string;
}

export function isRegistryChanged(value: unknown): value is RegistryChanged {
  return (
    isObject(value) &&
    isString(value.kind) &&
    isId(value.id) &&
    isId(value.version) &&
    (value.uniqueId === undefined || isString(value.uniqueId))
  );
}
