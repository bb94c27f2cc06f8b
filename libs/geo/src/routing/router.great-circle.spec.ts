import { GreatCircleRouter } from './router.great-circle';

describe('a route without a map', () => {
  const vilnius = { lat: 54.687, lng: 25.28 };

  it.each([
    ['across a town', { lat: 54.72, lng: 25.33 }, [5.5, 7], [9, 16]],
    ['to the next city, 103 km by road', { lat: 54.898, lng: 23.904 }, [95, 130], [70, 110]],
    ['across the country, 310 km by road', { lat: 55.703, lng: 21.144 }, [330, 390], [230, 300]],
  ] as const)('%s', async (_, to, [leastKm, mostKm], [leastMinutes, mostMinutes]) => {
    const { distanceKm, seconds, source } = await new GreatCircleRouter().route(vilnius, to);
    expect(source).toBe('great-circle');
    expect(distanceKm).toBeGreaterThan(leastKm);
    expect(distanceKm).toBeLessThan(mostKm);
    expect(seconds / 60).toBeGreaterThan(leastMinutes);
    expect(seconds / 60).toBeLessThan(mostMinutes);
  });

  it('takes no time to where one is', async () => {
    const route = await new GreatCircleRouter().route(vilnius, vilnius);
    expect(route).toMatchObject({ distanceKm: 0, seconds: 0 });
  });
});
