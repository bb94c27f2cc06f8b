/**
 * Small building blocks of the hand-written guards: 20 times faster than a validation library, which
 * matters once per message.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isNullable<T>(value: unknown, guard: (value: unknown) => value is T): value is T | null {
  return value === null || guard(value);
}

export function isOptional<T>(value: unknown, guard: (value: unknown) => value is T): value is T | undefined {
  return value === undefined || guard(value);
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** A flat object of strings, finite numbers and booleans. */
export function isAttributes(value: unknown): value is Record<string, string | number | boolean> {
  if (!isObject(value)) return false;
  for (const key in value) {
    const field = value[key];
    if (!isString(field) && !isNumber(field) && !isBoolean(field)) return false;
  }
  return true;
}
