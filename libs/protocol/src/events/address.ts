import type { Address } from '@yipii/domain';
import { fillNulls, isNullable, isObject, isString } from './guards';

const PARTS = ['street', 'town', 'postcode', 'country'] as const;

/** Completes the address of an older event; anything else is left as it is. */
export function completeAddress(address: unknown): void {
  fillNulls(address, PARTS);
}

export function isAddress(value: unknown): value is Address {
  return (
    isObject(value) && PARTS.every((name) => isNullable(value[name], isString)) && isString(value.formatted)
  );
}
