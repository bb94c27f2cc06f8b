import { feature } from '@rapideditor/country-coder';
import { BLANK_MAP } from '@yipii/domain';
import { MemoryStreetMap } from '../map/memory-street-map';
import { countryOf } from './countries';
import { loadGeoNames } from './geonames';
import { Land } from './land';

const map = new MemoryStreetMap({ world: loadGeoNames(), land: Land.load(), streets: null });

describe('the towns of the world', () => {
  it.each([
    ['a capital', 54.6872, 25.2797, 'Vilnius', 'LT'],
    ['a quarter of it', 54.7096, 25.2626, 'Vilnius', 'LT'],
    ['the town beside a city', 57.6557, 12.0138, 'Mölndal', 'SE'],
    ['the middle of a very big city', 51.4995, -0.1248, 'London', 'GB'],
    ['a suburb of another name', 48.8352, 2.241, 'Boulogne-Billancourt', 'FR'],
    ['a village', 47.185, 9.544, 'Planken', 'LI'],
    ['far from any town', 24, 5, 'Tamanrasset', 'DZ'],
    ['in Siberia', 66, 110, 'Aykhal', 'RU'],
    ['on an island', 64.1466, -21.9426, 'Reykjavík', 'IS'],
    ['a territory with a code of its own', 18.4, -66.1, 'San Juan', 'PR'],
  ])('%s: %d %d is %s, %s', (_, lat, lng, town, country) => {
    expect(map.addressOf({ lat, lng })).toEqual({
      street: null,
      postcode: null,
      ...{ town, country, formatted: town },
    });
  });

  it.each([
    ['Buchs is not Liechtenstein, which is nearer', 47.1674, 9.4783, 'Buchs', 'CH'],
    ['Saint-Louis', 47.588, 7.561, 'Saint-Louis', 'FR'],
    ['Basel', 47.5596, 7.5886, 'Basel', 'CH'],
    ['Lörrach', 47.615, 7.66, 'Lörrach', 'DE'],
    ['Vatican', 41.9029, 12.4534, 'Vatican City', 'VA'],
    ['Gorizia', 45.9414, 13.6219, 'Gorizia', 'IT'],
    ['Nova Gorica', 45.956, 13.65, 'Nova Gorica', 'SI'],
    ['Ceuta, whose own code is only reserved', 35.8883, -5.3162, 'Ceuta', 'ES'],
    ['Las Palmas', 28.1248, -15.43, 'Las Palmas de Gran Canaria', 'ES'],
  ])('on a border have the country of the place: %s', (_, lat, lng, town, country) => {
    expect(map.addressOf({ lat, lng })).toMatchObject({ town, country });
  });

  it.each([
    ['the Atlantic', 30, -40],
    ['the Pacific', 0, -140],
    ['null island', 0, 0],
    ['the Pacific within the waters of Chile', -30, -76],
    ['the north pole', 90, 0],
  ])('are far from %s', (_, lat, lng) => {
    expect(map.addressOf({ lat, lng })).toBeNull();
  });

  it('are near on a ferry', () => {
    expect(map.addressOf({ lat: 60.1, lng: 24.97 })).toMatchObject({ town: 'Helsinki', country: 'FI' });
  });

  it('are the same on both sides of the antimeridian, and however it is called', () => {
    const taveuni = { town: 'Labasa', country: 'FJ' };
    for (const lng of [179.99, 180, -180, -179.99, 540])
      expect(map.addressOf({ lat: -16.8, lng })).toMatchObject(taveuni);
    expect(map.addressOf({ lat: 66.3, lng: 180 })).toMatchObject({ country: 'RU' });
  });

  it('are absent where no one lives: the address is the country', () => {
    const antarctica = { street: null, town: null, postcode: null, country: 'AQ', formatted: 'Antarctica' };
    expect(map.addressOf({ lat: -90, lng: 0 })).toEqual(antarctica);
    expect(map.addressOf({ lat: -80, lng: 20 })).toEqual(antarctica);
    expect(map.addressOf({ lat: 75, lng: -40 })).toMatchObject({ country: 'GL' });
  });

  it.each([
    [NaN, 1],
    [1, NaN],
    [1, Infinity],
    [91, 1],
    [-90.1, 1],
  ])('%d %d is no place', (lat, lng) => {
    expect(map.addressOf({ lat, lng })).toBe(BLANK_MAP.addressOf({ lat, lng }));
    expect(map.speedLimitOf({ lat, lng }, 0)).toBeNull();
  });
});

describe('the country of a place', () => {
  it('is what its source says, though most are told by their neighbourhood', () => {
    let state = 9;
    const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (let i = 0; i < 20_000; i++) {
      const [lng, lat] = [5 + random() * 3, 46 + random() * 3];
      const expected = feature([lng, lat], { level: 'territory' })?.properties.iso1A2 ?? null;
      expect(countryOf({ lng, lat })?.code ?? null).toBe(expected);
    }
  });
});
