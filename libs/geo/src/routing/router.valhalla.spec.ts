import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@yipii/testing';
import { makeRouter } from './make-router';
import { ValhallaRouter } from './router.valhalla';
import { NoRoute, RouterAway } from './routing.ports';

const FROM = { lat: 38.5, lng: -120.2 };
const TO = { lat: 43.252, lng: -126.453 };
/** Three places, the example of the polyline format. */
const ANSWER = {
  trip: {
    legs: [
      {
        shape: '_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI',
        maneuvers: [
          { time: 300, begin_shape_index: 0, end_shape_index: 1 },
          { time: 600, begin_shape_index: 1, end_shape_index: 2 },
          { time: 0, begin_shape_index: 2, end_shape_index: 2 },
        ],
      },
    ],
  },
};

describe('a Valhalla server', () => {
  let server: Server;
  let url: string;
  let requests: { path: string; body: unknown }[];
  let answer: RequestListener;

  beforeEach(async () => {
    requests = [];
    answer = say(200, ANSWER);
    server = createServer((request, response) => {
      void (async () => {
        let text = '';
        for await (const chunk of request) text += String(chunk);
        requests.push({ path: request.url ?? '', body: JSON.parse(text) as unknown });
        answer(request, response);
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('gives the line with the times of its maneuvers', async () => {
    const route = await new ValhallaRouter({ url }).route(FROM, TO);
    expect(route).toMatchObject({ source: 'valhalla', seconds: 900 });
    expect(route.points.map(({ seconds }) => seconds)).toEqual([0, 300, 900]);
    expect(route.distanceKm).toBeCloseTo(789, -1);
    expect(route.points[2]).toMatchObject({ lat: 43.252, lng: -126.453, metres: route.distanceKm * 1000 });
  });

  it('is asked for cars, with the heading where it is known, also behind a path', async () => {
    await new ValhallaRouter({ url: `${url}/valhalla/` }).route(FROM, TO, 359.8);
    await new ValhallaRouter({ url: `${url}/valhalla` }).route(FROM, TO, null);
    expect(requests.map(({ path }) => path)).toEqual(['/valhalla/route', '/valhalla/route']);
    expect(requests[0]?.body).toMatchObject({
      costing: 'auto',
      locations: [
        { lat: 38.5, lon: -120.2, heading: 0, radius: 40 },
        { lat: 43.252, lon: -126.453 },
      ],
    });
    expect(requests[1]?.body).toHaveProperty('locations.0', { lat: 38.5, lon: -120.2 });
  });

  it('that finds no way is asked again at once', async () => {
    const router = new ValhallaRouter({ url });
    answer = say(400, { error_code: 171, error: 'No suitable edges near location' });
    await expect(router.route(FROM, TO)).rejects.toThrow(NoRoute);
    answer = say(200, ANSWER);
    await expect(router.route(FROM, TO)).resolves.toMatchObject({ seconds: 900 });
  });

  it.each<[string, RequestListener]>([
    ['fails', say(500, { error: 'internal' })],
    ['is overloaded', say(503, ANSWER)],
    ['refuses what we ask', say(400, { error_code: 125, error: 'No costing method found' })],
    ['answers no JSON', (_, response) => response.end('<html>')],
    ['answers other JSON', say(200, { trip: { legs: [{ shape: 5 }] } })],
    [
      'answers with maneuvers beside its line',
      say(200, withManeuvers([{ time: 1, begin_shape_index: 0, end_shape_index: 9 }])),
    ],
    [
      'answers with maneuvers of less than its line',
      say(200, withManeuvers([{ time: 1, begin_shape_index: 0, end_shape_index: 1 }])),
    ],
    ['sends elsewhere', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
    ['is slow', () => undefined],
    ['breaks off', (_, response) => response.write('{') && setTimeout(() => response.destroy(), 20)],
  ])('that %s is left alone for a while', async (_, behaviour) => {
    let now = 0;
    const router = new ValhallaRouter({ url, timeoutMs: 200, pauseMs: 300, now: () => now });
    answer = behaviour;
    await expect(router.route(FROM, TO)).rejects.toThrow(RouterAway);
    answer = say(200, ANSWER);
    now = 299;
    await expect(router.route(FROM, TO)).rejects.toThrow(RouterAway);
    // On a busy machine 200 ms may be too short for a request, and for its answer.
    expect(requests.length).toBeLessThanOrEqual(1);
    const route = await eventually(() => {
      now += 300;
      return router.route(FROM, TO);
    });
    expect(route.seconds).toBe(900);
  });

  it('that stays away costs one request each pause', async () => {
    const router = new ValhallaRouter({ url, pauseMs: 60_000 });
    answer = say(500, {});
    await Promise.allSettled(Array.from({ length: 50 }, () => router.route(FROM, TO)));
    requests = [];
    await expect(router.route(FROM, TO)).rejects.toThrow(RouterAway);
    expect(requests).toEqual([]);
  });

  it('hears of no position unless it is configured', async () => {
    await expect(makeRouter({ streets: null, valhallaUrl: null }).route(FROM, TO)).resolves.toMatchObject({
      source: 'great-circle',
    });
    expect(requests).toEqual([]);
    await expect(makeRouter({ streets: null, valhallaUrl: url }).route(FROM, TO)).resolves.toMatchObject({
      source: 'valhalla',
    });
  });
});

function say(status: number, body: object): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

function withManeuvers(maneuvers: readonly object[]): object {
  return { trip: { legs: [{ ...ANSWER.trip.legs[0], maneuvers }] } };
}
