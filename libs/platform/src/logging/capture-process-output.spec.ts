import { Logger } from '@nestjs/common';
import { captureProcessOutput } from './capture-process-output';
import { JsonLogger } from './json-logger';

describe('what libraries print', () => {
  const { debug, log, info, warn, error } = console;
  const warningListeners = process.listeners('warning');
  const others = process.listeners('uncaughtException');

  afterEach(() => {
    Object.assign(console, { debug, log, info, warn, error });
    Logger.overrideLogger(false);
    process.removeAllListeners('warning').removeAllListeners('uncaughtException');
    for (const listener of warningListeners) process.on('warning', listener);
    for (const listener of others) process.on('uncaughtException', listener);
  });

  it('becomes log lines without values', () => {
    const lines: string[] = [];
    Logger.overrideLogger(
      new JsonLogger({ service: 'test', level: 'info' }, { write: (line) => lines.push(line) }),
    );
    captureProcessOutput(() => undefined);
    const library = console;
    library.warn('no binary for %s at "%s"', 'this Node', '/home/jane');
    library.debug('not at this level');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'warn', context: 'process', msg: 'console output', said: 'no binary for this Node at […]' },
    ]);
  });
});
