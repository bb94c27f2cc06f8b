import { beginScatter, knownScatter, noiseScattered, scatter, type Scatter } from './scatter';

const METRE = 1 / 111_195;
const north = (metres: number) => ({ lat: 1 + metres * METRE, lng: 12 });
const after = (...metres: number[]) =>
  metres.map(north).reduce<Scatter>((known, fix) => scatter(known, fix), beginScatter(north(0)));
const repeated = (metres: readonly number[], times: number) =>
  Array.from({ length: times }, () => metres).flat();

describe('the scatter of a stationary asset', () => {
  it('is known once its fixes have come back often enough', () => {
    expect(noiseScattered(null)).toBe(0);
    expect(noiseScattered(after(...repeated([30, 0, -30, 0], 2)))).toBe(0);
    const noise = noiseScattered(after(...repeated([30, 0, -30, 0], 20)));
    expect(Math.abs(noise / (2.5 * 30 * Math.SQRT1_2) - 1)).toBeLessThan(0.1);
  });

  it('does not grow by a departure, however long it takes', () => {
    const stood = repeated([2, -2], 30);
    const left = Array.from({ length: 60 }, (_, second) => second * 1.4);
    expect(noiseScattered(after(...stood, ...left))).toBeLessThan(30);
    expect(noiseScattered(after(...left))).toBe(0);
  });

  it('may be known from how the place was found', () => {
    expect(noiseScattered(knownScatter(north(0), 40))).toBe(100);
  });
});
