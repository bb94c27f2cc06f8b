import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SmallTown, townPlace as at } from '@yipii/testing';
import { loadStreetMap, type LoadedStreetMap } from './load-street-map';

const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-map-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(town: SmallTown): Promise<LoadedStreetMap> {
  const streets = town.writeTo(path.join(folder, 'town.osm.pbf'));
  return loadStreetMap({
    streets,
    cacheFolder: folder,
    log: { log: () => undefined, warn: () => undefined },
  });
}

function aTown(): SmallTown {
  return new SmallTown()
    .way(
      [
        [-500, 0],
        [500, 0],
      ],
      { highway: 'primary', name: 'Ilgoji g.', maxspeed: '50' },
    ) // prettier-ignore
    .way(
      [
        [0, 20],
        [0, 400],
      ],
      { highway: 'residential', name: 'Trumpoji g.', maxspeed: '30' },
    ) // prettier-ignore
    .way(
      [
        [-100, 300],
        [-5, 300],
      ],
      { highway: 'service' },
    ) // prettier-ignore
    .way(
      [
        [200, 12],
        [400, 12],
      ],
      { highway: 'pedestrian', name: 'Turgaus a.' },
    ) // prettier-ignore
    .way(
      [
        [200, 70],
        [400, 70],
      ],
      { highway: 'residential', name: 'Kiemo g.', access: 'private', maxspeed: '20' },
    ) // prettier-ignore
    .house([-40, 15], 'Ilgoji g.', '9', { 'addr:city': 'Riešė', 'addr:postcode': '14265 ' })
    .house([-80, 15], 'Ilgoji g.', '11')
    .house([12, 30], 'Ilgoji g.', '7')
    .way(
      [
        [15, 190],
        [25, 190],
        [25, 210],
        [15, 210],
        [15, 190],
      ],
      {
        building: 'yes',
        'addr:street': 'Trumpoji g.',
        'addr:housenumber': '2A',
      },
    ) // prettier-ignore
    .node([600, 600], { place: 'village', name: 'Maža Riešė' });
}

let town: LoadedStreetMap;
beforeAll(async () => {
  town = await load(aTown());
});

describe('the address of a place', () => {
  it('has street, house number, town and postcode where they are mapped', () => {
    expect(town.addressOf(at(-42, 3))).toEqual({
      street: 'Ilgoji g. 9',
      town: 'Riešė',
      postcode: '14265',
      country: 'LT',
      formatted: 'Ilgoji g. 9, Riešė',
    });
  });

  it('takes the street that passes nearest by, however far its corners and middle are', () => {
    expect(town.addressOf(at(130, 25))?.street).toBe('Ilgoji g.');
    expect(town.addressOf(at(8, 250))?.street).toBe('Trumpoji g.');
  });

  it('takes the number of a house of that street, not of the one at the corner', () => {
    expect(town.addressOf(at(1, 33))?.street).toBe('Trumpoji g.');
    expect(town.addressOf(at(3, 1))?.street).toBe('Ilgoji g. 7');
  });

  it('at a house is its own, though another street is nearer than its own', () => {
    expect(town.addressOf(at(11, 30))?.street).toBe('Ilgoji g. 7');
    expect(town.addressOf(at(20, 200))?.street).toBe('Trumpoji g. 2A');
  });

  it('leaves out ways without a name', () => {
    expect(town.addressOf(at(-40, 300))?.street).toBe('Trumpoji g.');
  });

  it('knows squares and private roads, and prefers roads where both are near', () => {
    expect(town.addressOf(at(300, 30))?.street).toBe('Turgaus a.');
    expect(town.addressOf(at(300, 8))?.street).toBe('Ilgoji g.');
    expect(town.addressOf(at(300, 70))?.street).toBe('Kiemo g.');
  });

  it('has the postcode of the next house that has one', () => {
    expect(town.addressOf(at(-80, 2))).toMatchObject({ street: 'Ilgoji g. 11', postcode: '14265' });
    expect(town.addressOf(at(200, 0))).toMatchObject({ street: 'Ilgoji g.', postcode: '14265' });
    expect(town.addressOf(at(450, 0))?.postcode).toBeNull();
  });

  it('is the town alone, away from streets', () => {
    expect(town.addressOf(at(600, 590))).toEqual({
      street: null,
      town: 'Maža Riešė',
      postcode: null,
      country: 'LT',
      formatted: 'Maža Riešė',
    });
  });

  it('is a town of the world, where the streets are of another region', () => {
    expect(town.addressOf({ lat: 48.8566, lng: 2.3522 })).toMatchObject({ street: null, town: 'Paris' });
    expect(town.addressOf({ lat: 30, lng: -40 })).toBeNull();
    expect(town.speedLimitOf({ lat: 48.8566, lng: 2.3522 }, 0)).toBeNull();
  });

  it('is told of streets on the antimeridian, too', async () => {
    const origin = { lat: -16.8, lng: 179.9995 };
    const streets = new SmallTown(origin).way([[-300, 0], [30, 0]], { highway: 'primary', name: 'Queens Rd' }); // prettier-ignore
    const map = await load(streets);
    expect(map.addressOf(at(20, 10, origin))).toMatchObject({ street: 'Queens Rd', country: 'FJ' });
    const beyond = at(60, 10, origin);
    expect(map.addressOf({ ...beyond, lng: beyond.lng - 360 })).toMatchObject({ street: 'Queens Rd' });
  });
});

describe('the speed limit of a place', () => {
  it('is that of the road that is driven', () => {
    expect(town.speedLimitOf(at(-200, 5), 90)).toBe(50);
    expect(town.speedLimitOf(at(-200, 5), 268)).toBe(50);
    expect(town.speedLimitOf(at(2, 200), 0)).toBe(30);
    expect(town.speedLimitOf(at(2, 200), null)).toBe(30);
  });

  it('is of the road in whose direction the vehicle heads, not of the nearest line', async () => {
    const bridge = new SmallTown()
      .way([[-500, 0], [500, 0]], { highway: 'motorway', maxspeed: '130' }) // prettier-ignore
      .way([[500, 20], [-500, 20]], { highway: 'motorway', maxspeed: '110' }) // prettier-ignore
      .way([[0, -500], [0, 500]], { highway: 'tertiary', maxspeed: '70', bridge: 'yes' }) // prettier-ignore
      .way([[-500, -500], [-490, -20], [-200, -14], [500, -14]], { highway: 'service', maxspeed: '20' }); // prettier-ignore
    const map = await load(bridge);
    expect(map.speedLimitOf(at(1, 2), 92)).toBe(130);
    expect(map.speedLimitOf(at(8, 0), 0)).toBe(70);
    expect(map.speedLimitOf(at(8, 0), 180)).toBe(70);
    // Against the one carriageway is along the other.
    expect(map.speedLimitOf(at(100, 4), 270)).toBe(110);
    expect(map.speedLimitOf(at(100, 16), 90)).toBe(130);
    // A motorway is wide: a fix on its hard shoulder is no fix on the service road.
    expect(map.speedLimitOf(at(100, -7.5), 90)).toBe(130);
    expect(map.speedLimitOf(at(100, -13), 90)).toBe(20);
    // Along a one-way road the wrong way only the service road beside it can be driven.
    expect(map.speedLimitOf(at(100, -7.5), 270)).toBe(20);
  });

  it('is unknown where none is mapped, though another road has one', () => {
    expect(town.speedLimitOf(at(-50, 300), 90)).toBeNull();
    expect(town.speedLimitOf(at(-6, 300), 90)).toBeNull();
  });

  it('is unknown beside every road, on one that is closed, and where the heading fits none', () => {
    expect(town.speedLimitOf(at(-200, 31), 90)).toBeNull();
    expect(town.speedLimitOf(at(300, 70), 90)).toBeNull();
    expect(town.speedLimitOf(at(-200, 0), 0)).toBeNull();
  });

  it.each([NaN, Infinity])('with a heading of %d is that of the nearest road', (heading) => {
    expect(town.speedLimitOf(at(-200, 5), heading)).toBe(50);
  });
});
