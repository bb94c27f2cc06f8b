import { entriesBeside, isLater } from './live-log';
import { WatchedLog } from './watched-log';

describe('a watched log', () => {
  function aLog(position = '100-0') {
    const log = new WatchedLog();
    log.startAt(position);
    const done: string[] = [];
    return {
      log,
      done,
      after: (place: string, round = 1) => log.after(place, () => done.push(`after ${place}`), round),
      pass: (...ids: string[]) => {
        for (const id of ids) log.pass(id, () => done.push(id));
      },
    };
  }

  it('runs a callback after the entry at its position and before the next', () => {
    const { after, pass, done } = aLog();
    for (const place of ['101-1', '99-5', '100-0', '103-0']) after(place);
    expect(done).toEqual(['after 99-5', 'after 100-0']);
    pass('101-1', '102-0', '103-2');
    expect(done.slice(2)).toEqual(['101-1', 'after 101-1', '102-0', 'after 103-0', '103-2']);
  });

  it('stops waiting for an entry that a later read has not found', () => {
    const { log, after, done } = aLog();
    after('200-0', 4);
    log.ended(4);
    expect(done).toEqual([]);
    log.ended(5);
    expect(done).toEqual(['after 200-0']);
  });

  it('reports once that it was trimmed before it was read, and continues with what is left', () => {
    const { log } = aLog();
    expect(log.meets({ first: '90-0', last: '120-0' })).toBe(false);
    expect(log.meets({ first: '110-0', last: '120-0' })).toBe(true);
    expect(log.meets({ first: '110-0', last: '120-0' })).toBe(false);
    expect(log.position).toBe('100-0');
    expect(log.meets({ first: '111-0', last: '120-0' })).toBe(true);
  });

  it('continues at the end of a log that is shorter than what was read', () => {
    const { log } = aLog();
    expect(log.meets({ first: '10-0', last: '99-9' })).toBe(true);
    expect(log.position).toBe('99-9');
    expect(log.meets({ first: '10-0', last: '99-9' })).toBe(false);
  });

  it('is watched until every watch of a stream is cancelled', () => {
    const { log } = aLog();
    for (const stream of ['a', 'a', 'b']) log.watch(stream);
    for (const stream of ['a', 'b']) log.unwatch(stream);
    expect([log.wants('a'), log.wants('b'), log.isWatched]).toEqual([true, false, true]);
    log.unwatch('a');
    expect(log.isWatched).toBe(false);
  });
});

describe('the live log', () => {
  it('orders positions as numbers', () => {
    expect(isLater('100-10', '100-9')).toBe(true);
    expect(isLater('1000-0', '999-5')).toBe(true);
    expect(isLater('100-1', '100-1')).toBe(false);
  });

  it('keeps 10,000 small entries, and fewer large ones', () => {
    expect([300, 30_000, 3_000_000].map(entriesBeside)).toEqual([10_000, 1_118, 400]);
  });
});
