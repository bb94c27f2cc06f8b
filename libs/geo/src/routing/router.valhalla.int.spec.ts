import { ValhallaFixture, describeRouter, eventually } from '@yipii/testing';
import { gothenburgStreets } from '../streets/gothenburg';
import { makeRouter } from './make-router';
import { ValhallaRouter } from './router.valhalla';
import { RouterAway } from './routing.ports';

describe('a Valhalla server', () => {
  let valhalla: ValhallaFixture;

  beforeAll(async () => {
    valhalla = await ValhallaFixture.start(gothenburgStreets());
  });
  afterAll(() => valhalla.close());

  // A busy machine takes longer than the time after which a service gives up.
  describeRouter('valhalla', () => new ValhallaRouter({ url: valhalla.server.url, timeoutMs: 60_000 }));

  it('is left alone while it is away, and asked again later', async () => {
    const [from, to] = [
      { lat: 57.7089, lng: 11.9735 },
      { lat: 57.6825, lng: 11.9507 },
    ];
    const { server } = valhalla;
    const patient = new ValhallaRouter({ url: server.url, pauseMs: 500 });
    const all = makeRouter({ streets: null, valhallaUrl: server.url });
    await expect(all.route(from, to)).resolves.toMatchObject({ source: 'valhalla' });
    await server.stop();
    await expect(patient.route(from, to)).rejects.toThrow(RouterAway);
    await expect(all.route(from, to)).resolves.toMatchObject({ source: 'great-circle' });
    await server.start();
    const route = await eventually(() => patient.route(from, to), { timeoutMs: 5_000, everyMs: 100 });
    expect(route.source).toBe('valhalla');
  });
});
