/** Levels of arrays and objects that a stranger's JSON may have. */
export const MAX_JSON_DEPTH = 32;
/** Keys that one object of a stranger's JSON may have. */
export const MAX_JSON_KEYS = 200;

export type JsonExcess = 'too_deep' | 'too_many_keys';

/**
 * Returns how parsed JSON exceeds the limits, or null if it stays within them. To be called right after
 * parsing: what walks the value later (`JSON.stringify`, a validator) may be recursive or quadratic.
 * @param maxKeys Infinity for JSON that is only relayed
 */
export function jsonExcess(value: unknown, maxKeys = MAX_JSON_KEYS): JsonExcess | null {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_JSON_DEPTH) return 'too_deep';
    const children: object[] = [];
    for (const container of level) {
      if (!Array.isArray(container) && Object.keys(container).length > maxKeys) return 'too_many_keys';
      addContainers(Object.values(container), children);
    }
    level = children;
  }
  return null;
}

/** One by one: `push(...values)` overflows the stack for a long array. */
function addContainers(values: readonly unknown[], children: object[]): void {
  for (const value of values) if (isContainer(value)) children.push(value);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
