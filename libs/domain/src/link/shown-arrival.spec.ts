import { minutesUntil, promiseKept, showArrival } from './shown-arrival';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 5, 1, 12);
const inMinutes = (minutes: number) => NOW + minutes * MINUTE;

describe('the arrival that viewers see', () => {
  it.each([
    ['follows an estimate that moved by more than two minutes', 30, 32.1, 32.1],
    ['stays for less', 30, 32, 30],
    ['follows one that moved by more than 15 %', 10, 11.6, 11.6],
    ['stays for less', 10, 11.4, 10],
    ['follows an earlier one, too', 10, 8.4, 8.4],
  ])('%s: shown %d, estimated %d', (_, shown, estimate, expected) => {
    expect(showArrival(inMinutes(shown), inMinutes(estimate), NOW)).toBe(inMinutes(expected));
  });

  it('is the estimate, where nothing was shown, and nothing where there is none', () => {
    expect(showArrival(null, inMinutes(7), NOW)).toBe(inMinutes(7));
    expect(showArrival(inMinutes(7), null, NOW)).toBeNull();
  });

  it('follows any estimate when what was shown has passed', () => {
    expect(showArrival(NOW - 1, NOW + 1_000, NOW)).toBe(NOW + 1_000);
  });

  it('is in whole minutes, of which one remains until it is there', () => {
    const minutes = [-1, 0, 0.1, 0.9, 1.4, 1.6, 90].map((left) => minutesUntil(inMinutes(left), NOW));
    expect(minutes).toEqual([0, 0, 1, 1, 1, 2, 90]);
  });
});

describe('a promised time', () => {
  const promised = { from: inMinutes(10), to: inMinutes(20) };

  it.each([
    [9.9, 'early'],
    [10, 'on_time'],
    [20, 'on_time'],
    [20.1, 'late'],
  ])('is kept by an arrival in %d minutes: %s', (minutes, kept) => {
    expect(promiseKept(promised, inMinutes(minutes), NOW)).toBe(kept);
  });

  it('is open while the arrival is not known, until it has passed', () => {
    expect([promiseKept(promised, null, NOW), promiseKept(promised, null, inMinutes(21))]).toEqual([
      null,
      'late',
    ]);
    expect(promiseKept(null, inMinutes(15), NOW)).toBeNull();
  });
});
