import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gothenburgFile } from '@yipii/geo';
import { loadMap } from './load-map';

const AVENYN = { lat: 57.6999, lng: 11.9759 };

describe('the map of enrichment', () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'yipii-map-'));

  afterAll(() => rmSync(dataDir, { recursive: true }));

  it('has the streets of the file that STREETS names', async () => {
    const map = await loadMap({ streets: gothenburgFile(), dataDir });
    const address = map.addressOf(AVENYN);
    expect(address).toMatchObject({ country: 'SE' });
    expect(address?.street).toMatch(/\S/);
  });

  it.each([
    ['is missing', 'nowhere.osm.pbf', undefined],
    ['was cut short', 'cut.osm.pbf', Buffer.from('0000000d0a094f534d48656164657218', 'hex')],
    ['is something else', 'notes.geojson', Buffer.from('not a map')],
  ])('has towns only where that file %s', async (_, name, content) => {
    const streets = path.join(dataDir, name);
    if (content) writeFileSync(streets, content);
    const map = await loadMap({ streets, dataDir });
    const address = map.addressOf(AVENYN);
    expect(address).toMatchObject({ street: null, country: 'SE' });
    expect(address?.town).toMatch(/\S/);
  });
});
