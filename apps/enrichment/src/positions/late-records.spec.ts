import { FIFTY_KMH, at, every, play, second, type Fields, type Result } from './played';

const inFrames = (records: readonly Fields[]) =>
  Array.from({ length: Math.ceil(records.length / 25) }, (_, i) => records.slice(i * 25, i * 25 + 25));

describe('records that come late', () => {
  const day = [
    ...every(30, 0, 600, (s) => at(s, 0, { speed: 0 })),
    ...every(30, 600, 1800, (s) => at(s, (s - 600) * FIFTY_KMH, { speed: 50 })),
    ...every(30, 1800, 2700, (s) => at(s, 1200 * FIFTY_KMH, { speed: 0 })),
    ...every(30, 2700, 3900, (s) => at(s, 1200 * FIFTY_KMH + (s - 2700) * 10, { speed: 36 })),
    ...every(30, 3900, 5400, (s) => at(s, 1200 * (FIFTY_KMH + 10), { speed: 0 })),
  ];
  const [before, missing, after] = [day.slice(0, 10), day.slice(10, 140), day.slice(140)];
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

describe('a late record without a speed', () => {
  /** Ten minutes of driving, a halt of 90 s, as long again to the destination. */
  const [LEAVES, HALTS, GOES_ON, ARRIVES] = [600, 1200, 1290, 1890];
  const metres = (s: number) =>
    FIFTY_KMH *
    (Math.min(Math.max(s, LEAVES), HALTS) - LEAVES + Math.min(Math.max(s, GOES_ON), ARRIVES) - GOES_ON);
  const moves = (s: number) => (s > LEAVES && s < HALTS) || (s > GOES_ON && s < ARRIVES);
  const dayAt = (step: number, fields: Fields) => every(step, 0, 3000, (s) => at(s, metres(s), fields));

  const statuses = ({ positions }: Result) =>
    positions
      .filter(({ unstreamed }) => unstreamed === 'late')
      .map(({ location }) => ({ s: second(Date.parse(location.timestamp)), status: location.status }));

  const ORDERS: Readonly<Record<string, (day: readonly Fields[]) => (Fields | readonly Fields[])[]>> = {
    'newest first, in frames': (day) => {
      const [before, missing, after] = parts(day);
      return [...before, ...inFrames(missing).reverse(), ...after];
    },
    'newest first, one by one': (day) => {
      const [before, missing, after] = parts(day);
      return [...before, ...[...missing].reverse(), ...after];
    },
    'in order, behind what is live': (day) => {
      const [before, missing, after] = parts(day);
      return [...before, ...after, ...missing];
    },
    'overtaken by the next': (day) =>
      day.flatMap((record, i) =>
        i % 6 === 3 ? [] : i % 6 === 4 ? [record, day[i - 1] ?? record] : [record],
      ),
  };

  /** Without coverage from the fifth minute to the 45th. */
  function parts(day: readonly Fields[]) {
    const [from, to] = [day.length / 10, (day.length * 9) / 10];
    return [day.slice(0, from), day.slice(from, to), day.slice(to)] as const;
  }

  it.each(
    Object.keys(ORDERS).flatMap((order) =>
      (
        [
          [5, true],
          [15, undefined],
          [30, true],
        ] as const
      ).map(([step, ignition]) => ({ order, step, ignition })),
    ),
  )(
    'moves where it lies on the way: $order, each $step s, ignition $ignition',
    async ({ order, step, ignition }) => {
      const day = dayAt(step, ignition === undefined ? {} : { attributes: { ignition } });
      const late = statuses(await play(...(ORDERS[order]?.(day) ?? [])));
      expect(late.length).toBeGreaterThan(day.length / 10);
      const standing = ignition ? 'idling' : 'stopped';
      const wrong = late.filter(({ s, status }) => status !== (moves(s) ? 'moving' : standing));
      // An arrival is certain only half a minute later, when records have come that were not there yet.
      expect(wrong.length * step).toBeLessThanOrEqual(30);
    },
  );
});
