import { ServerClock } from './server-clock';

describe('the clock of the server', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  /** Answers to requests at random times, from a server that is ahead by `ahead` ms. */
  function listen(clock: ServerClock, ahead: number, answers: number): void {
    for (let n = 0; n < answers; n++) {
      const sentAt = n * 7_130;
      const written = sentAt + 80 + ahead;
      clock.hear(new Date(Math.floor(written / 1_000) * 1_000).toUTCString(), sentAt, sentAt + 160);
    }
  }

  it.each([3_600_000, -3_600_000, 1_234, 0])(
    'is known within half a second, and closer by each answer (%i ms)',
    (ahead) => {
      const clock = new ServerClock();
      listen(clock, ahead, 1);
      expect(Math.abs(clock.now() - ahead)).toBeLessThan(600);
      listen(clock, ahead, 12);
      expect(Math.abs(clock.now() - ahead)).toBeLessThan(150);
    },
  );

  it('follows when the clock of this device is set', () => {
    const clock = new ServerClock();
    listen(clock, 3_600_000, 8);
    listen(clock, 0, 8);
    expect(Math.abs(clock.now())).toBeLessThan(600);
  });

  it('is that of this device where the server names none', () => {
    const clock = new ServerClock();
    clock.hear(null, 0, 0);
    expect(clock.now()).toBe(0);
  });
});
