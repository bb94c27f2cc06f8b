import { isNativeError } from 'node:util/types';
import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream } from 'pino';
import { framesOf, loggableFields, loggedError } from './loggable';
import { maskValues } from './masked-text';
import { terminalLine } from './terminal-line';

type PinoLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Nest's messages about its start, useful only for debugging the wiring. */
const FRAMEWORK_CONTEXTS = new Set([
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
]);

/** Where Nest reports what ended a start. It throws it as well, and `bootstrap` prints or logs it then. */
const START_CONTEXT = 'ExceptionHandler';

/**
 * Nest's logger as JSON lines on stdout, or readable ones if that is a terminal: a constant `msg`, data in fields,
 * `context` is the logger's name.
 * Callers pass `{ msg, …fields }`, with an error in `err`; libraries pass texts and errors. Everything goes
 * through the allow-list of {@link loggableFields}: no value of an error's message or properties is logged.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: pino.Logger;

  constructor(
    { service, level }: { readonly service: string; readonly level: string },
    destination = standardOutput(),
  ) {
    const settings = {
      level,
      base: { service },
      formatters: { level: (name: string) => ({ level: name }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: asIs },
    };
    this.pino = pino(settings, destination);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === START_CONTEXT) return;
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK_CONTEXTS.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest passes the context last and, for errors, a stack before it. */
  private write(level: PinoLevel, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    this.pino[level]({ ...(typeof context === 'string' && { context }), ...lineOf(message, stack) });
  }
}

function standardOutput(): DestinationStream {
  const { stdout } = process;
  if (!stdout.isTTY) return pino.destination({ fd: 1, sync: true });
  const hasColours = stdout.hasColors();
  return { write: (line) => void stdout.write(terminalLine(line, hasColours)) };
}

/** pino's own serializer would add properties. */
function asIs(value: unknown): unknown {
  return value;
}

function lineOf(message: unknown, stack: unknown): Record<string, unknown> {
  if (isNativeError(message)) return { msg: 'unexpected error', err: loggedError(message) };
  if (typeof message === 'object' && message !== null) return loggableFields(message);
  const frames = typeof stack === 'string' ? framesOf(stack) : '';
  return { ...(frames !== '' && { stack: frames }), msg: maskValues(String(message)) };
}
