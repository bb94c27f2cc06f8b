import fc from 'fast-check';
import { packTrack, unpackTrack } from './pack-track';
import type { TrackPoint } from './thin-track';

const point = fc.record<TrackPoint>({
  at: fc.integer({ min: Date.UTC(1, 0), max: Date.UTC(9999, 11) }),
  lat: fc.integer({ min: -90e7, max: 90e7 }).map((units) => units / 1e7),
  lng: fc.integer({ min: -180e7, max: 180e7 }).map((units) => units / 1e7),
  speed: fc.option(fc.integer({ min: 0, max: 100_000 }).map((tenths) => tenths / 10)),
  moving: fc.boolean(),
});

describe('a packed track', () => {
  it('is unpacked as it was', () => {
    fc.assert(
      fc.property(fc.array(point), (track) => {
        expect(unpackTrack(packTrack(track))).toEqual(track);
      }),
    );
  });

  it('takes about ten bytes a point', () => {
    const track = Array.from({ length: 1_000 }, (_, n) => ({
      at: Date.UTC(2026, 5, 1) + n * 86_000,
      lat: 57.7 + Math.sin(n / 40) / 10,
      lng: 11.97 + n / 1_000,
      speed: 50 + (n % 40),
      moving: true,
    }));
    expect(packTrack(track).length).toBeLessThan(13_000);
  });

  it('bounds the speeds of hostile devices', () => {
    const speeds = [3.4e38, -5].map((speed) => ({ at: 0, lat: 0, lng: 0, speed, moving: false }));
    expect(unpackTrack(packTrack(speeds)).map(({ speed }) => speed)).toEqual([10_000, 0]);
  });
});
