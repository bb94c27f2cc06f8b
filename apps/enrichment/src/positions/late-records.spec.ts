import { FIFTY_KMH, at, every, play, type Fields } from './played';

describe('records that come late', () => {
  const day = [
    ...every(30, 0, 600, (s) => at(s, 0, { speed: 0 })),
    ...every(30, 600, 1800, (s) => at(s, (s - 600) * FIFTY_KMH, { speed: 50 })),
    ...every(30, 1800, 2700, (s) => at(s, 1200 * FIFTY_KMH, { speed: 0 })),
    ...every(30, 2700, 3900, (s) => at(s, 1200 * FIFTY_KMH + (s - 2700) * 10, { speed: 36 })),
    ...every(30, 3900, 5400, (s) => at(s, 1200 * (FIFTY_KMH + 10), { speed: 0 })),
  ];
  const [before, missing, after] = [day.slice(0, 10), day.slice(10, 140), day.slice(140)];
  const inFrames = (records: readonly Fields[]) =>
    Array.from({ length: Math.ceil(records.length / 25) }, (_, i) => records.slice(i * 25, i * 25 + 25));

  it.each<[string, readonly (Fields | readonly Fields[])[]]>([
    ['newest first, in frames', [...before, ...inFrames(missing).reverse(), ...after]],
    ['newest first, one by one', [...before, ...[...missing].reverse(), ...after]],
    ['behind what is live meanwhile', [...before, ...after, ...inFrames(missing).reverse()]],
    ['in two gaps', [...before, ...day.slice(60, 80), ...after, ...day.slice(80, 140), ...day.slice(10, 60)]],
    ['newest first from the very first on', [...day].reverse()],
  ])('%s, come to the trips, stops and kilometres of their order', async (_, frames) => {
    const [oldestFirst, played] = [await play(...day), await play(...frames)];
    expect(oldestFirst.trips).toHaveLength(2);
    expect(played.trips).toEqual(oldestFirst.trips);
    expect(played.stops).toEqual(oldestFirst.stops);
    expect([...played.ids].sort()).toEqual([...oldestFirst.ids].sort());
  });

  it('leave the stream monotone, and what follows counts their kilometres', async () => {
    const { positions } = await play(...before, ...inFrames(missing).reverse(), ...after);
    const streamed = positions
      .filter(({ unstreamed }) => unstreamed === null)
      .map(({ location }) => location);
    const times = streamed.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort());
    expect(streamed.at(-1)).toMatchObject({ seq: streamed.length, odometerKm: 28.7 });
  });
});
