import { format } from 'node:util';
import { Logger } from '@nestjs/common';

const CONSOLE_LEVELS = [
  ['debug', 'debug'],
  ['log', 'log'],
  ['info', 'log'],
  ['warn', 'warn'],
  ['error', 'error'],
] as const;

/**
 * Logs what Node.js and libraries would otherwise print with all values: warnings, errors that nobody caught, and
 * whatever is written to the console.
 */
export function captureProcessOutput(onFatal: () => void): void {
  const log = new Logger('process');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ msg: 'Node.js warning', err: warning }));
  process.on('uncaughtException', (error) => {
    log.fatal({ msg: 'uncaught error', err: error });
    onFatal();
  });
  for (const [method, level] of CONSOLE_LEVELS) {
    // eslint-disable-next-line no-console -- taken from libraries, not used
    console[method] = (...args: unknown[]) => log[level]({ msg: 'console output', said: format(...args) });
  }
}
