import { AttributeBag } from '../attribute-bag';
import { readIoElements } from './io-attributes';

describe('teltonika values', () => {
  const valuesOf = (id: number, value: string): Record<string, unknown> => {
    const elements = [{ id, bytes: Buffer.from(value, 'hex') }];
    const bag = new AttributeBag();
    readIoElements(elements, bag);
    return bag.attributes;
  };

  it.each([
    [17, 'ffe5', { axisX: -27 }],
    [19, '0046', { axisZ: 70 }],
    [72, 'ffffff83', { temp1: -12.5 }],
    [75, '000000fa', { temp4: 25 }],
    [25, 'fe0c', { bleTemp1: -5 }],
    [10_803, 'fe0c', { bleTemp4: -5 }],
    [32, 'f6', { coolantTemperature: -10 }],
    [33, 'f6', { io33: -10 }],
    [115, 'ff9c', { io115: -100 }],
    [201, 'fffe', { io201: -2 }],
    [10_817, 'a6', { io10817: -90 }],
    [327, 'ffffffffffff85', { io327: -123 }],
    [327, 'ffffffffffffff85', { io327: -123 }],
    [200, 'ff', { io200: 255 }],
  ])('are signed where the maker says so: %i of %s', (id, value, expected) => {
    expect(valuesOf(id, value)).toEqual(expected);
  });

  it.each([
    [72, '00000352'],
    [73, '000007d0'],
    [74, '00000bb8'],
    [75, '00000fa0'],
    [72, '00001388'],
    [25, '0bb8'],
    [28, '0fa0'],
    [86, '07d0'],
    [24, 'ffff'],
  ])('are absent where they are a fault: %i of %s', (id, value) => {
    expect(valuesOf(id, value)).toEqual({});
  });

  it('keep their number where a model uses an id in another width', () => {
    expect(valuesOf(86, '00015568')).toEqual({ io86: 87_400 });
  });
});
