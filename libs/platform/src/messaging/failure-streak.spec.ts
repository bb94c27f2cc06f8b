import type { Logger } from '@nestjs/common';
import { FakeClock } from '@yipii/testing';
import { FailureStreak } from './failure-streak';

type Line = [level: string, msg: string, cause?: string];

function aStreak() {
  const clock = new FakeClock();
  const lines: Line[] = [];
  const keep =
    (level: string) =>
    ({ msg, err }: { msg: string; err?: Error }): void =>
      void lines.push(err ? [level, msg, err.message] : [level, msg]);
  const log = { log: keep('info'), warn: keep('warn'), error: keep('error') } as unknown as Logger;
  const sut = new FailureStreak(log, { topic: 't' }, {}, clock);
  const failFor = (ms: number, error = new RangeError('full')): void => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      sut.failed('retrying', error);
      clock.advance(1_000);
    }
  };
  return { clock, lines, sut, failFor };
}

describe('a failure streak', () => {
  it('logs the first failure and the recovery, not each try', () => {
    const { sut, lines, failFor } = aStreak();
    failFor(30_000);
    sut.succeeded();
    sut.succeeded();
    expect(lines).toEqual([
      ['warn', 'retrying', 'full'],
      ['info', 'recovered'],
    ]);
  });

  it('is logged at error after a minute, then every five minutes', () => {
    const { lines, failFor } = aStreak();
    failFor(6 * 60_000);
    expect(lines.map(([level]) => level)).toEqual(['warn', 'error']);
    failFor(60_000);
    expect(lines.map(([level]) => level)).toEqual(['warn', 'error', 'error']);
  });

  it('logs another cause at once, each only once per interval', () => {
    const { lines, failFor } = aStreak();
    for (let n = 0; n < 10; n += 1) {
      failFor(1_000);
      failFor(1_000, new TypeError('absent'));
    }
    expect(lines).toEqual([
      ['warn', 'retrying', 'full'],
      ['warn', 'retrying', 'absent'],
    ]);
  });

  it('reports for how long it has been failing', () => {
    const { sut, failFor } = aStreak();
    expect(sut.lastsMs).toBe(0);
    failFor(5_000);
    expect(sut.lastsMs).toBe(5_000);
    sut.succeeded();
    expect(sut.lastsMs).toBe(0);
  });
});
