import { PersistenceUnderTest } from '../persistence.testing';
import { GeofencePlaces } from './geofence-places';

const CIRCLE = { type: 'Point', coordinates: [1, 2] };
const LINE = {
  type: 'LineString',
  coordinates: [
    [0, 0],
    [2, 4],
    [9, 9],
  ],
};
const TWO_ENDS = { type: 'LineString', coordinates: LINE.coordinates.slice(0, 2) };
const RECTANGLE = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [6, 0],
      [6, 4],
      [0, 4],
      [0, 0],
    ],
  ],
};

describe('places of geofences', () => {
  const sut = new GeofencePlaces();
  let database: PersistenceUnderTest;
  let accountId: number;

  beforeAll(async () => {
    database = await PersistenceUnderTest.start();
    ({ accountId } = await database.seed('alpha', 'a1'));
  });
  afterAll(() => database.stop());

  it.each([
    ['a circle', CIRCLE, { radius: 5, width: null }, { lng: 1, lat: 2 }],
    ['a corridor', LINE, { radius: null, width: 5 }, { lng: 2, lat: 4 }],
    ['a corridor of two ends', TWO_ENDS, { radius: null, width: 5 }, { lng: 1, lat: 2 }],
    ['a rectangle', RECTANGLE, { radius: null, width: null }, { lng: 3, lat: 2 }],
  ])('are in the middle of %s', async (name, geometry, { radius, width }, place) => {
    await database.worker.query(
      'INSERT INTO geofence (account_id, name, geometry, radius_m, width_m) VALUES ($1, $2, $3, $4, $5)',
      [accountId, name, geometry, radius, width],
    );
    const found = await database.unitOfWork.read({ accountId, assets: null }, (sql) => sut.all(sql));
    expect(found.find((fence) => fence.name === name)).toMatchObject(place);
  });
});
