import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  Server,
  describeRouter,
  encodeOsmPbf,
  eventually,
  freePort,
  gothenburgStreets,
  valhallaServer,
} from '@yipii/testing';
import { makeRouter } from './make-router';
import { ValhallaRouter } from './router.valhalla';
import { RouterAway } from './routing.ports';

describe('a Valhalla server', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-valhalla-'));
  let server: Server;

  beforeAll(async () => {
    const extract = path.join(folder, 'gothenburg.osm.pbf');
    writeFileSync(extract, encodeOsmPbf(gothenburgStreets()));
    server = await new Server(valhallaServer(extract), path.join(folder, 'server'), await freePort()).start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  describeRouter('valhalla', () => new ValhallaRouter({ url: server.url }));

  it('is left alone while it is away, and asked again later', async () => {
    const [from, to] = [
      { lat: 57.7089, lng: 11.9735 },
      { lat: 57.6825, lng: 11.9507 },
    ];
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
