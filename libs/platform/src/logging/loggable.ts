import { isNativeError } from 'node:util/types';
import { maskAddresses, maskValues } from './masked-text';

/** Everything that may be logged about an error. */
export interface LoggedError {
  readonly type: string;
  readonly code?: string | number;
  /** The message without values. */
  readonly message: string;
  /** The stack frames without the message. */
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const MAX_DEPTH = 4;
const MAX_ENTRIES = 50;
const MAX_FRAMES = 15;
const CODE = /^[\w.-]{1,64}$/;
const FRAME = /^\s*at .+$/;
/** Fields that by convention contain foreign text. */
const FOREIGN_TEXT = new Set(['reason', 'said']);
/** SQLSTATE classes whose messages quote names of the schema, not values; 42601 quotes the statement. */
const NAMES_SCHEMA = /^(?:23|42(?!601))/;

/**
 * An allow-list of what may be logged. Of an error: type, code, message without values and stack, never its
 * other properties (`pg` and TypeORM put detail, SQL and parameters there). Of an object: plain data.
 */
export function loggable(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return maskAddresses(value);
    case 'bigint':
      return String(value);
    case 'object':
      return loggableObject(value, depth);
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    default:
      return value;
  }
}

/** As {@link loggable}, for the fields of a line. */
export function loggableFields(fields: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, MAX_ENTRIES);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      FOREIGN_TEXT.has(name) && typeof value === 'string' ? maskValues(value) : loggable(value, depth + 1),
    ]),
  );
}

export function loggedError(error: Error, depth = 0): LoggedError {
  const code = codeOf(error);
  const cause = isNativeError(error.cause) && depth < MAX_DEPTH ? error.cause : undefined;
  return {
    type: CODE.test(error.name) ? error.name : 'Error',
    ...(code !== undefined && { code }),
    message: messageOf(error, code),
    ...(depth === 0 && error.stack !== undefined && { stack: framesOf(error.stack, error.message) }),
    ...(cause && { cause: loggedError(cause, depth + 1) }),
  };
}

/**
 * Returns the frames of a stack. Its first lines repeat the message, which may contain anything, even lines that
 * look like frames.
 */
export function framesOf(stack: string, message = ''): string {
  const start = stack.indexOf(message) + message.length;
  const frames = stack
    .slice(start)
    .split('\n')
    .filter((line) => FRAME.test(line));
  return frames.slice(0, MAX_FRAMES).map(maskAddresses).join('\n');
}

function loggableObject(value: object | null, depth: number): unknown {
  if (value === null) return null;
  if (isNativeError(value)) return loggedError(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= MAX_DEPTH) return '[…]';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((item) => loggable(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return loggableFields(value, depth);
  return `[${value.constructor.name}]`;
}

function codeOf(error: Error): string | number | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  const isPlain = typeof code === 'number' || (typeof code === 'string' && CODE.test(code));
  return isPlain ? code : undefined;
}

function messageOf(error: Error, code: string | number | undefined): string {
  if ('syscall' in error && code !== undefined) return maskValues(`${String(error.syscall)} ${code}`);
  if (error.message === '') return String(code ?? error.name);
  const isSchemaError = 'severity' in error && typeof code === 'string' && NAMES_SCHEMA.test(code);
  return isSchemaError ? maskAddresses(error.message) : maskValues(error.message);
}
