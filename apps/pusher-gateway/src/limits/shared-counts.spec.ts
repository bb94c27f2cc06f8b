import { FakeClock } from '@yipii/testing';
import { LEASE_MS, OthersCounts, type CountsMessage } from './others-counts';
import { OwnCounts } from './own-counts';

describe('the counts that a process tells the others', () => {
  function someCounts(keys: number, each = 1): OwnCounts {
    const own = new OwnCounts();
    for (let i = 0; i < keys; i++) for (let n = 0; n < each; n++) own.change(`k${i}`, 1);
    return own;
  }

  it('are those that have changed since, and nothing twice', () => {
    const own = someCounts(2);
    expect(own.tell()).toEqual([
      [
        ['k0', 1],
        ['k1', 1],
      ],
    ]);
    own.change('k0', 1);
    own.change('k1', 1);
    own.change('k1', -1);
    expect(own.tell()).toEqual([[['k0', 2]]]);
    own.change('k0', -1);
    own.change('k0', -1);
    expect(own.tell()).toEqual([[['k0', 0]]]);
    expect(own.tell()).toEqual([[]]);
  });

  it('that changed back in the meantime are not sent', () => {
    const own = someCounts(1);
    own.change('k0', -1);
    expect(own.tell()).toEqual([[]]);
  });

  it('can be sent again in full, in parts', () => {
    const own = someCounts(4_500);
    own.tell();
    const parts = own.tellAll();
    expect(parts.map((part) => part.length)).toEqual([2_000, 2_000, 500]);
    expect(own.tell()).toEqual([[]]);
  });

  it('have at most 20,000 keys, but for those that matter for a limit', () => {
    const own = someCounts(30_000);
    expect(own.tell().flat()).toHaveLength(20_000);
    for (let n = 0; n < 9; n++) own.change('k29999', 1);
    expect(own.tell()).toEqual([[['k29999', 10]]]);
    for (let i = 0; i < 20_000; i++) own.change(`k${i}`, -1);
    own.change('k25000', 1);
    expect(own.tell().flat()).toContainEqual(['k25000', 2]);
  });
});

describe('what a process knows of the others', () => {
  let clock: FakeClock;
  let others: OthersCounts;
  beforeEach(() => {
    clock = new FakeClock();
    others = new OthersCounts(() => clock.now());
  });

  const aMessage = (seq: number, change: Partial<CountsMessage> = {}): CountsMessage => ({
    ...{ node: 'one', seq, changes: [] },
    ...change,
  });

  it('is the sum of their last messages', () => {
    others.hear(aMessage(1, { anew: true, changes: [['k', 3]] }));
    others.hear(aMessage(1, { anew: true, node: 'two', changes: [['k', 4]] }));
    others.hear(aMessage(2, { changes: [['k', 2]] }));
    expect(others.of('k')).toBe(6);
    others.hear(aMessage(3, { changes: [['k', 0]] }));
    expect(others.of('k')).toBe(4);
  });

  it('notices a gap, and is whole again after all was told anew', () => {
    expect(others.hear(aMessage(7))).toBe(true);
    expect(others.hear(aMessage(8))).toBe(false);
    expect(others.hear(aMessage(10, { changes: [['k', 1]] }))).toBe(true);
    expect(others.hear(aMessage(20, { anew: true, changes: [['l', 1]] }))).toBe(false);
    expect([others.of('k'), others.of('l')]).toEqual([0, 1]);
    expect(others.hear(aMessage(21))).toBe(false);
  });

  it('ends when they leave, or with their lease where they died', () => {
    others.hear(aMessage(1, { anew: true, changes: [['k', 1]] }));
    others.hear(aMessage(1, { anew: true, node: 'two', changes: [['k', 1]] }));
    others.hear(aMessage(2, { ends: true }));
    expect(others.of('k')).toBe(1);
    clock.advance(LEASE_MS);
    others.forgetDead();
    expect(others.of('k')).toBe(1);
    clock.advance(1);
    others.forgetDead();
    expect(others.of('k')).toBe(0);
  });
});
