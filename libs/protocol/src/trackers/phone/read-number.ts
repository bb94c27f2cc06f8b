/** Floating-point numbers as any language prints them: `-6.6E-5`, `.5`, `1.`, `+3`. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;
/** Some locales print a decimal comma. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
const MAX_LENGTH = 400;
/** Digits and signs of locales other than C: Arabic-Indic, Persian, the Arabic decimal separator, the minus sign. */
const LOCALISED = /[\u0660-\u0669\u06f0-\u06f9\u066b\u2212]/g;
const IN_ASCII: Readonly<Record<string, string>> = { '\u066b': '.', '\u2212': '-' };

/** Returns the finite number, or null if the value is not one (`NaN`, `-`, `None`, a boolean). */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return null;
  const text = value.trim().replace(LOCALISED, (char) => IN_ASCII[char] ?? String(char.charCodeAt(0) & 0xf));
  if (DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  const number = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : null;
}

/** Removes the floating-point noise of a unit conversion: `0.3` m/s is `1.08` km/h. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
