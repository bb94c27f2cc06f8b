import { Logger } from '@nestjs/common';

/** Logs what Node.js itself would print on stderr with all values: warnings, and errors that nobody caught. */
export function captureProcessOutput(onFatal: () => void): void {
  const log = new Logger('process');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ msg: 'Node.js warning', err: warning }));
  process.on('uncaughtException', (error) => {
    log.fatal({ msg: 'uncaught error', err: error });
    onFatal();
  });
}
