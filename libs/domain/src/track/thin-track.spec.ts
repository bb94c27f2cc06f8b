import { thinTrack, type TrackPoint } from './thin-track';

const START = Date.UTC(2026, 5, 1, 12);

const aPoint = (index: number, fields: Partial<TrackPoint> = {}): TrackPoint => ({
  at: START + index * 10_000,
  lat: 57.7 + Math.sin(index / 40) / 100,
  lng: 11.97 + index / 10_000,
  speed: 50,
  moving: true,
  ...fields,
});

const drive = (count: number, changes: Record<number, Partial<TrackPoint>> = {}): TrackPoint[] =>
  Array.from({ length: count }, (_, index) => aPoint(index, changes[index]));

describe('a thinned track', () => {
  it('has no more points than asked for, in their order, both ends among them', () => {
    const track = drive(5_000);
    for (const max of [2, 3, 7, 100, 1_000]) {
      const thin = thinTrack(track, max);
      expect(thin.length).toBeLessThanOrEqual(max);
      expect([thin[0], thin.at(-1)]).toEqual([track[0], track.at(-1)]);
      expect(thin).toEqual([...thin].sort((a, b) => a.at - b.at));
    }
  });

  it('is itself where it is short enough', () => {
    const track = drive(10);
    expect(thinTrack(track, 10)).toEqual(track);
    expect(thinTrack([], 2)).toEqual([]);
  });

  it('keeps the extremes', () => {
    const extremes = {
      100: { lat: 60 },
      200: { lat: 50 },
      300: { lng: 20 },
      400: { lng: 5 },
      500: { speed: 171 },
    };
    const track = drive(1_000, extremes);
    const thin = thinTrack(track, 10);
    for (const index of Object.keys(extremes)) expect(thin).toContain(track[Number(index)]);
  });

  it('keeps where stops began, the longest first', () => {
    const standing = { moving: false, speed: 0 };
    const long = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [300 + i, standing]));
    const track = drive(1_000, { ...long, 700: standing, 999: standing });
    expect(thinTrack(track, 40)).toEqual(expect.arrayContaining([track[300], track[700], track[999]]));
    const few = thinTrack(track, 8);
    expect(few).toContain(track[300]);
  });

  it('spends what is left on the corners', () => {
    const corner = aPoint(500, { lat: 57.75 });
    const straight = Array.from({ length: 1_000 }, (_, i) => aPoint(i, { lat: 57.7 + i / 1e6 }));
    const track = straight.map((point, i) => (i === 500 ? corner : point));
    expect(thinTrack(track, 4)).toContain(corner);
  });

  it('leaves nothing farther from the line than more points would', () => {
    const track = drive(4_000);
    const [coarse, fine] = [thinTrack(track, 20), thinTrack(track, 200)];
    expect(fine.length).toBeGreaterThan(150);
    expect(new Set(fine).size).toBe(fine.length);
    expect(coarse.every((point) => fine.includes(point))).toBe(true);
  });
});
