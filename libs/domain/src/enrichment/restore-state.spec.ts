import { aLocation } from '@yipii/testing';
import { beginRoaming, roam } from '../motion/roaming';
import { beginScatter } from '../motion/scatter';
import { NEW_ASSET, type AssetState } from './asset-state';
import { NOON, aDraft, after } from './draft.fixture';
import { keepForGap } from './gap';
import { rebuildState, restoreState } from './restore-state';
import { doubtOutliers } from './steps/fix';
import { followJourneys } from './steps/journey';
import { keepLastState } from './steps/last-state';
import { readMotion, readOdometer } from './steps/vehicle';

const steps = [keepForGap, doubtOutliers, readMotion, readOdometer, followJourneys, keepLastState];
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function aState(): AssetState {
  return steps.reduce((draft, step) => after(step, draft), aDraft()).state;
}

describe('a stored state', () => {
  it('comes back after its way through JSON', () => {
    expect(restoreState(throughJson(aState()))).toEqual(aState());
    expect(restoreState(throughJson(NEW_ASSET))).toEqual(NEW_ASSET);
  });

  it('of an older version begins anew with what that did not know', () => {
    const { seq, fixTime, heardAt, motion, status, heading } = aState();
    const old = { seq, fixTime, heardAt, recent: ['0192f0c4'], motion, status, heading, odometerKm: 5 };
    expect(restoreState(old)).toEqual({ ...NEW_ASSET, seq, fixTime, heardAt, motion, status, heading });
  });

  it('with a damaged anchor or gap goes on without it', () => {
    const state = { ...aState(), gap: { base: { seq: 'x' }, records: [] } };
    const restored = restoreState({ ...state, motion: { ...state.motion, anchor: { lat: 'x' } } });
    expect(restored).toEqual({ ...aState(), gap: null, motion: { ...state.motion, anchor: null } });
  });

  it.each([
    { scatter: { lat: 1, lng: 2, fixes: 'x' } },
    { roaming: { lat: 1, lng: 2, points: 3 } },
    { roaming: { points: { lat: 1, lng: 2, count: 3 }, beforeLast: { lat: 1, lng: 2 } } },
  ])('with a damaged part of its movement goes on without it: %j', (damaged) => {
    const restored = restoreState({ ...aState(), motion: { ...aState().motion, ...damaged } });
    expect(restored).toEqual(aState());
  });

  it('with what is known of a receiver comes back with it', () => {
    const roaming = roam(beginRoaming({ lat: 1, lng: 2 }), { lat: 1, lng: 2 }, { lat: 1.001, lng: 2 });
    const motion = { ...aState().motion, scatter: beginScatter({ lat: 1, lng: 2 }), roaming };
    expect(restoreState(throughJson({ ...aState(), motion }))?.motion).toEqual(motion);
  });

  it('of an older version comes to know what it doubts only from now on', () => {
    const journey = { ...aState().journey, elsewhere: undefined };
    const suspect = { at: NOON, lat: 1, lng: 2, speed: null, count: 2, reason: 'jump' };
    const restored = restoreState(throughJson({ ...aState(), journey, suspect }));
    expect(restored?.suspect).toMatchObject({ count: 2, since: NOON, jammed: false });
    expect(restored?.journey).toEqual(aState().journey);
  });

  it('of an older version counts what is manoeuvred only from now on', () => {
    const { journey } = aState();
    const [trip, stop] = [journey?.trip, journey?.stop].map((leg) => {
      const kept = Object.entries(leg ?? {}).filter(([name]) => name !== 'manoeuvred' && name !== 'reach');
      return leg && Object.fromEntries(kept);
    });
    const restored = restoreState(throughJson({ ...aState(), journey: { ...journey, trip, stop } }));
    expect(restored?.journey).toEqual(journey);
    expect(journey?.trip).toMatchObject({ manoeuvred: 0 });
  });

  it('of a newer version comes back without what this does not know', () => {
    expect(restoreState({ ...aState(), mood: 'good' })).toEqual(aState());
  });

  it.each([
    null,
    7,
    { ...NEW_ASSET, seq: 'x' },
    { ...NEW_ASSET, motion: null },
    { ...NEW_ASSET, interval: 'x' },
    { ...NEW_ASSET, fix: { at: 1, lat: 'x', lng: 2, speed: null } },
    { ...NEW_ASSET, odometer: { total: 'far', device: null } },
    { ...NEW_ASSET, engine: { total: 1, device: {} } },
    { ...NEW_ASSET, driverId: 7 },
    { ...NEW_ASSET, journey: { last: {}, underWay: 'trip', trip: null, stop: null } },
  ])('that is corrupted is not taken: %j', (value) => {
    expect(restoreState(value)).toBeNull();
  });

  it('is rebuilt from the last streamed position', () => {
    const location = aLocation({
      timestamp: new Date(NOON).toISOString(),
      seq: 12,
      lat: 1,
      lng: 2,
      heading: 10,
      odometerKm: 5,
    });
    expect(rebuildState(11, location)).toMatchObject({
      ...{ seq: 12, fixTime: NOON, status: 'moving', heading: 10 },
      fix: { at: NOON, lat: 1, lng: 2, speed: 50 },
      odometer: { total: 5000 },
    });
    expect(rebuildState(11, null)).toMatchObject({ seq: 11, fixTime: 0 });
  });
});
