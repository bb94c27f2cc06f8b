import { FakeClock } from '@yipii/testing';
import { TimingWheel } from './timing-wheel';

function aWheel() {
  const clock = new FakeClock();
  const wheel = new TimingWheel(() => clock.now(), 250, 8);
  const ran: number[] = [];
  const began = clock.now();
  return {
    ran,
    after: (ms: number) => wheel.at(began + ms, () => ran.push(ms)),
    now: () => clock.now() - began,
    pass: (ms: number) => {
      for (let passed = 0; passed < ms; passed += 250) {
        clock.advance(250);
        wheel.turn();
      }
    },
    freeze: (ms: number) => {
      clock.advance(ms);
      wheel.turn();
    },
  };
}

describe('a timing wheel', () => {
  it('runs a timer once, at the first turn after it is due', () => {
    const wheel = aWheel();
    for (const ms of [0, 100, 250, 251, 1_999, 2_000, 60_000]) wheel.after(ms);
    wheel.pass(250);
    expect(wheel.ran).toEqual([0, 100, 250]);
    wheel.pass(250);
    expect(wheel.ran).toEqual([0, 100, 250, 251]);
    wheel.pass(1_500);
    expect(wheel.ran).toEqual([0, 100, 250, 251, 1_999, 2_000]);
    wheel.pass(57_750);
    expect(wheel.ran).toHaveLength(6);
    wheel.pass(250);
    expect(wheel.ran.at(-1)).toBe(60_000);
    wheel.pass(60_000);
    expect(wheel.ran).toHaveLength(7);
  });

  it('does not run what was cancelled', () => {
    const wheel = aWheel();
    wheel.after(500).cancel();
    wheel.pass(1_000);
    expect(wheel.ran).toEqual([]);
  });

  it('misses nothing when it advances late', () => {
    const wheel = aWheel();
    for (const ms of [300, 900, 5_000]) wheel.after(ms);
    wheel.freeze(4_000);
    expect(wheel.ran).toEqual([300, 900]);
    wheel.freeze(1_000);
    expect(wheel.ran).toEqual([300, 900, 5_000]);
  });
});
