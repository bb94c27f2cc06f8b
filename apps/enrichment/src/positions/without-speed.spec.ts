import { seededRandom } from '@yipii/simulator';
import { HOUR, METRE, at, every, kmOf, play, reasonsOf, second } from './played';

describe('an asset whose way alone tells', () => {
  it.each([1, 5, 30, 60])(
    'learns that its fixes wander 60 m, each %d s, where it reports no accuracy',
    async (step) => {
      const random = seededRandom(step);
      const wander = () => (random() * 2 - 1) * 60;
      const wandering = (s: number) => at(s, wander(), { lng: 11.97 + wander() * METRE * 1.87 });
      const played = await play(every(step, 0, 2 * HOUR, wandering));
      const moving = played.positions.filter(({ location }) => location.status === 'moving');
      expect(moving.length / played.positions.length).toBeLessThan(0.1);
      expect(played.trips).toEqual([]);
      expect(kmOf(played)).toBeLessThan(2);
    },
  );

  it('moves within seconds of setting off where its receiver is quiet', async () => {
    const halt = 60;
    const metres = (s: number) => (s < halt ? 0 : 0.8 * (s - halt) ** 2);
    const { positions, trips } = await play(...every(1, 0, 80, (s) => at(s, metres(s) + (s % 2) * 0.3)));
    const first = positions.findIndex(({ location }) => location.status === 'moving');
    expect(first - halt).toBeLessThanOrEqual(4);
    expect(Math.abs(second(trips[0]?.start.at) - halt)).toBeLessThanOrEqual(2);
  });

  it('that walks at 4 km/h is on its way as soon as it has led away, and so from its start on', async () => {
    const { positions, trips } = await play(...every(5, 0, 900, (s) => at(s, Math.max(0, s - 120) * 1.1)));
    const first = positions.find(({ location }) => location.status === 'moving');
    expect(second(Date.parse(first?.location.timestamp ?? ''))).toBeLessThanOrEqual(120 + 60);
    expect(Math.abs(second(trips[0]?.start.at) - 120)).toBeLessThanOrEqual(15);
    expect(trips).toMatchObject([{ distanceKm: expect.closeTo(0.85, 1) as number }]);
  });

  it.each([10, 60])(
    'is not taken elsewhere by a single fix while its ignition is off, each %d s',
    async (step) => {
      const off = { attributes: { ignition: false } };
      const played = await play(...every(step, 0, 1800, (s) => at(s, s === 600 ? step * 80 : 0, off)));
      expect([played.trips, kmOf(played)]).toEqual([[], 0]);
    },
  );

  it('does not get away from a crossing at 300 km/h', async () => {
    const crossing = (s: number) => (s < 60 ? s * 10 : 600 + Math.max(0, s - 90) * 10);
    const played = await play(...every(5, 0, 150, (s) => at(s, crossing(s) + (s === 80 ? 450 : 0))));
    expect(reasonsOf(played)).toEqual(new Set([null, 'jump']));
    expect(kmOf(played)).toBeCloseTo(1.2, 1);
  });
});
