import type { Tags } from '../source/map-feature';
import { streetOf } from './street-of';

const POINTS = [
  [11.97, 57.7],
  [11.98, 57.7],
] as const;

const of = (tags: Tags) => streetOf({ tags, points: POINTS });

describe('the street that a way is', () => {
  it('has its class, name, points and limit', () => {
    expect(of({ highway: 'secondary', name: 'Södra vägen', maxspeed: '50' })).toEqual({
      points: POINTS,
      name: 'Södra vägen',
      roadClass: 'secondary',
      direction: 'both',
      speedLimit: 50,
    });
  });

  it('is called by its number where it has no name', () => {
    expect(of({ highway: 'motorway', ref: 'E 6' })?.name).toBe('E 6');
    expect(of({ highway: 'service' })?.name).toBeNull();
  });

  it.each([
    [{}, 'both'],
    [{ oneway: 'yes' }, 'forward'],
    [{ oneway: '1' }, 'forward'],
    [{ oneway: '-1' }, 'backward'],
    [{ junction: 'roundabout' }, 'forward'],
    [{ junction: 'roundabout', oneway: '-1' }, 'backward'],
    [{ highway: 'motorway' }, 'forward'],
    [{ highway: 'motorway', oneway: 'no' }, 'both'],
    [{ oneway: 'reversible' }, 'both'],
  ] as const)('with %j is driven %s', (tags, direction) => {
    expect(of({ highway: 'primary', ...tags })?.direction).toBe(direction);
  });

  it.each([
    { access: 'no' },
    { access: 'private' },
    { motor_vehicle: 'no' },
    { vehicle: 'agricultural' },
    { access: 'yes', motorcar: 'no' },
    { access: 'psv' },
    { area: 'yes' },
    { highway: 'footway' },
    { highway: 'construction' },
    { highway: undefined },
  ])('with %j it is none', (tags) => {
    expect(of({ highway: 'residential', ...tags })).toBeNull();
  });

  it('is open to those whom the more particular key lets in', () => {
    expect(of({ highway: 'residential', access: 'no', motor_vehicle: 'destination' })).not.toBeNull();
    expect(of({ highway: 'residential', access: 'permissive' })).not.toBeNull();
  });

  it('has two points at least', () => {
    expect(streetOf({ tags: { highway: 'primary' }, points: POINTS.slice(1) })).toBeNull();
  });
});
