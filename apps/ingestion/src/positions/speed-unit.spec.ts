import { aRecord } from '@yipii/testing';
import { inUnit, type SpeedUnit } from './speed-unit';

describe('the unit of a speed that was taken as knots', () => {
  it.each<[SpeedUnit, number]>([
    ['kn', 18.52],
    ['km/h', 10],
    ['m/s', 36],
    ['mph', 16.093],
  ])('is %s, so that 10 of them are %d km/h', (unit, speed) => {
    expect(inUnit([aRecord({ speed: 18.52 }), aRecord({ speed: null })], unit)).toEqual([
      aRecord({ speed }),
      aRecord({ speed: null }),
    ]);
  });
});
