import { GreatCircleRouter } from './router.great-circle';
import { FallbackRouter } from './router.fallback';
import { NoRoute, Router, RouterAway } from './routing.ports';

class Failing extends Router {
  constructor(private readonly error: Error) {
    super();
  }
  route(): Promise<never> {
    return Promise.reject(this.error);
  }
}

describe('several routers', () => {
  const [from, to] = [
    { lat: 54.687, lng: 25.28 },
    { lat: 54.72, lng: 25.33 },
  ];

  it('are asked one after the other until one knows a way', async () => {
    const router = new FallbackRouter([
      new Failing(new NoRoute('off the map')),
      new Failing(new RouterAway('down')),
      new GreatCircleRouter(),
    ]);
    await expect(router.route(from, to)).resolves.toMatchObject({ source: 'great-circle' });
  });

  it('know no way if none does', async () => {
    const router = new FallbackRouter([
      new Failing(new RouterAway('down')),
      new Failing(new NoRoute('off the map')),
    ]);
    await expect(router.route(from, to)).rejects.toThrow(NoRoute);
  });

  it('do not hide a mistake of ours', async () => {
    const router = new FallbackRouter([new Failing(new TypeError('oops')), new GreatCircleRouter()]);
    await expect(router.route(from, to)).rejects.toThrow(TypeError);
  });
});
