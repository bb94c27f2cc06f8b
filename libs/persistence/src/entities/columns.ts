import type { ValueTransformer } from 'typeorm';

/** bigint as a JavaScript number: ids stay below 2^53. The driver returns text. */
export const bigintColumn: { type: 'bigint'; transformer: ValueTransformer } = {
  type: 'bigint',
  transformer: { from: toNumber, to: (value: unknown) => value },
};

export const bigintArrayColumn: { type: 'bigint'; array: true; transformer: ValueTransformer } = {
  type: 'bigint',
  array: true,
  transformer: {
    from: (value: readonly string[] | null) => value && value.map(Number),
    to: (value: unknown) => value,
  },
};

function toNumber(value: string | null): number | null {
  return value === null ? null : Number(value);
}
