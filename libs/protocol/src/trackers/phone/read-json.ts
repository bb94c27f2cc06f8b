import type { AttributeValue } from '@yipii/domain';
import { jsonExcess } from '../../json/json-limits';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Values that some programs print although JSON does not have them. */
const NOT_JSON = /([:,[]\s*)(?:[+-]?(?:nan|inf|infinity)(?:\(\w*\))?|-+|none|nil|undefined)(?=\s*[,}\]])/gi;

export type Json = { readonly value: unknown } | { readonly problem: 'bad_json' | 'json_too_complex' };

/** Parses JSON as phones and scripts print it, within the limits for untrusted input. Never throws. */
export function readJson(text: string): Json {
  const value = parse(text) ?? parse(text.replace(NOT_JSON, '$1null'));
  if (value === undefined) return { problem: 'bad_json' };
  return jsonExcess(value) ? { problem: 'json_too_complex' } : { value };
}

function parse(text: string): unknown {
  try {
    // A byte order mark is white space, but not in JSON.
    return JSON.parse(text.trimStart()) as unknown;
  } catch {
    // A SyntaxError, or a RangeError if it is nested deeper than the parser's stack.
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function isScalar(value: unknown): value is AttributeValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
