import { decodePolyline } from './polyline';

describe('an encoded polyline', () => {
  // The example of the format's description, whose five digits are read as six.
  it('is its places', () => {
    const places = decodePolyline('_p~iF~ps|U_ulLnnqC_mqNvxq`@');
    const expected = [
      { lat: 38.5, lng: -120.2 },
      { lat: 40.7, lng: -120.95 },
      { lat: 43.252, lng: -126.453 },
    ];
    expect(places.map(({ lat, lng }) => ({ lat: lat * 10, lng: lng * 10 }))).toEqual(
      expected.map(({ lat, lng }) => ({
        lat: expect.closeTo(lat, 5) as number,
        lng: expect.closeTo(lng, 5) as number,
      })),
    );
  });

  it('may be empty', () => {
    expect(decodePolyline('')).toEqual([]);
  });
});
