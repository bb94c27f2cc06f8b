/** Floating-point numbers as any language prints them: `-6.6E-5`, `.5`, `1.`, `+3`. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;
/** Some locales print a decimal comma. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
const MAX_LENGTH = 400;

/** Returns the finite number, or null if the value is not one (`NaN`, `-`, `None`, a boolean). */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return null;
  const text = value.trim();
  if (DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  const number = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : null;
}

/** Removes the floating-point noise of a unit conversion: `0.3` m/s is `1.08` km/h. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
