import { speedLimitOf } from './speed-limit-tag';

describe('the speed limit of a way', () => {
  it.each([
    ['50', 50],
    [' 50 ', 50],
    ['50 km/h', 50],
    ['50kmh', 50],
    ['30 mph', 48],
    ['50mph', 80],
    ['walk', 7],
    ['DE:urban', 50],
    ['RU:urban', 60],
    ['DE:rural', 100],
    ['SE:rural', 70],
    ['FR:motorway', 130],
    ['GB:nsl_single', 97],
    ['AT:living_street', 5],
    ['DE:zone:30', 30],
    ['DE:zone30', 30],
    ['DE:30', 30],
    ['zone30', 30],
  ])('"%s" is %d km/h', (maxspeed, limit) => {
    expect(speedLimitOf({ maxspeed })).toBe(limit);
  });

  it.each([
    'none',
    'signals',
    'variable',
    '50;70',
    '50|70',
    'DE:motorway',
    'XX:urban',
    'fast',
    '',
    '0',
    '-50',
    '5e9x',
  ])('"%s" is none that is known', (maxspeed) => {
    expect(speedLimitOf({ maxspeed })).toBeNull();
  });

  it('is the higher of both directions, where they differ', () => {
    expect(speedLimitOf({ 'maxspeed:forward': '50', 'maxspeed:backward': '70' })).toBe(70);
    expect(speedLimitOf({ 'maxspeed:backward': '70' })).toBe(70);
    expect(speedLimitOf({ maxspeed: '60', 'maxspeed:forward': '50' })).toBe(60);
  });

  it('is what its kind stands for, where no number is mapped', () => {
    expect(speedLimitOf({ 'maxspeed:type': 'LT:rural' })).toBe(90);
    expect(speedLimitOf({ 'zone:maxspeed': 'DE:30' })).toBe(30);
    expect(speedLimitOf({ 'source:maxspeed': 'LI:urban' })).toBe(50);
    expect(speedLimitOf({ maxspeed: '40', 'source:maxspeed': 'sign' })).toBe(40);
  });

  it('is unknown where nothing is mapped', () => {
    expect(speedLimitOf({})).toBeNull();
  });
});
