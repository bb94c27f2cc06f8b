import { NEW_ASSET, isAssetState, rebuildState, type AssetState } from './asset-state';
import { newDraft, type Draft, type Step } from './draft';
import {
  dropDuplicates,
  judgeSanity,
  keepHeading,
  keepLastState,
  keepOrder,
  readMotion,
  readOdometer,
} from './steps';

const NOON = Date.UTC(2026, 5, 1, 12);

type RecordFields = Partial<Draft['record']>;

function aDraft(fields: RecordFields = {}, state: Partial<AssetState> = {}, receivedAt = NOON + 500): Draft {
  const record = {
    id: '0192f0c4-0000-8000-8000-000000000001',
    fixTime: NOON,
    valid: true,
    lat: 54.7,
    lng: 25.3,
    altitude: 100,
    speed: 50,
    heading: 90,
    attributes: {},
    ...fields,
  };
  return newDraft({ ...NEW_ASSET, ...state }, record, receivedAt);
}

const unstreamed = (step: Step, draft: Draft): unknown => step(draft)?.unstreamed;
const after = (step: Step, draft: Draft): Draft => {
  const result = step(draft);
  if (!result) throw new Error('the record was dropped');
  return result;
};

describe('sanity', () => {
  it.each([
    ['a good fix', {}, null],
    ['a record dated 1970', { fixTime: 0 }, 'insane'],
    ['a record dated 1999', { fixTime: Date.UTC(1999, 11, 31) }, 'insane'],
    ['a record dated next year', { fixTime: Date.UTC(2027, 5, 1) }, 'future'],
    ['a clock four minutes ahead', { fixTime: NOON + 4 * 60_000 }, null],
    ['latitude 91', { lat: 91 }, 'insane'],
    ['longitude -181', { lng: -181 }, 'insane'],
    ['a record without coordinates', { valid: false, lat: null, lng: null }, 'no_fix'],
    ['coordinates that the device does not trust', { valid: false }, 'no_fix'],
  ])('%s', (_, fields, reason) => {
    expect(unstreamed(judgeSanity, aDraft(fields))).toBe(reason);
  });
});

describe('duplicates', () => {
  it('end here while their id is in the window', () => {
    const first = after(dropDuplicates, aDraft());
    expect(dropDuplicates(aDraft({}, first.state))).toBeNull();
  });

  it('are looked for among a bounded number of ids', () => {
    let state = NEW_ASSET;
    for (let i = 0; i < 100; i++) state = after(dropDuplicates, aDraft({ id: `id-${i}` }, state)).state;
    expect(state.recent).toHaveLength(32);
    expect(dropDuplicates(aDraft({ id: 'id-99' }, state))).toBeNull();
    expect(dropDuplicates(aDraft({ id: 'id-0' }, state))).not.toBeNull();
  });
});

describe('order', () => {
  it('lets the stream only move forward', () => {
    expect(unstreamed(keepOrder, aDraft({}, { fixTime: NOON - 1 }))).toBeNull();
    expect(unstreamed(keepOrder, aDraft({}, { fixTime: NOON }))).toBe('same_time');
    expect(unstreamed(keepOrder, aDraft({}, { fixTime: NOON + 1 }))).toBe('late');
  });

  it('keeps a reason that was found before', () => {
    const draft = { ...aDraft({}, { fixTime: NOON + 1 }), unstreamed: 'insane' as const };
    expect(unstreamed(keepOrder, draft)).toBe('insane');
  });
});

describe('motion', () => {
  const statusAfter = (fields: RecordFields, moving = false): string =>
    after(readMotion, aDraft(fields, { motion: { at: NOON - 1000, moving, ignition: null } })).status;

  it('starts at 5 km/h and ends below 2', () => {
    expect(statusAfter({ speed: 5 })).toBe('moving');
    expect(statusAfter({ speed: 3 })).toBe('stopped');
    expect(statusAfter({ speed: 3 }, true)).toBe('moving');
    expect(statusAfter({ speed: 1 }, true)).toBe('stopped');
  });

  it('tells idling from stopped by the ignition', () => {
    expect(statusAfter({ speed: 0, attributes: { ignition: true } })).toBe('idling');
    expect(statusAfter({ speed: 0, attributes: { ignition: false } })).toBe('stopped');
  });

  it('trusts the accelerometer where there is no fix, unless the ignition is off', () => {
    const noFix = { valid: false, speed: null };
    expect(statusAfter({ ...noFix, attributes: { motion: true } })).toBe('moving');
    expect(statusAfter({ ...noFix, attributes: { motion: true, ignition: false } }, true)).toBe('stopped');
    expect(statusAfter(noFix, true)).toBe('moving');
  });

  it('remembers the ignition between its reports', () => {
    const on = after(readMotion, aDraft({ attributes: { ignition: true }, speed: 0 }));
    expect(after(readMotion, aDraft({ fixTime: NOON + 1000, speed: 0 }, on.state)).ignition).toBe(true);
  });

  it('reads a late record by itself and leaves the present alone', () => {
    const motion = { at: NOON + 1000, moving: true, ignition: true };
    const late = { ...aDraft({ speed: 0 }, { motion }), unstreamed: 'late' as const };
    const read = after(readMotion, late);
    expect([read.status, read.ignition]).toEqual(['stopped', null]);
    expect(read.state.motion).toBe(motion);
  });

  it('lets newer telemetry win over an older fix that is still streamed', () => {
    const motion = { at: NOON + 1000, moving: false, ignition: true };
    expect(after(readMotion, aDraft({ speed: 60 }, { motion })).status).toBe('idling');
  });
});

describe('odometer and heading', () => {
  it("takes the device's metres as km with one decimal and keeps them", () => {
    expect(after(readOdometer, aDraft({ attributes: { odometer: 120_345_649 } })).odometerKm).toBe(120_345.6);
    expect(after(readOdometer, aDraft({}, { odometerKm: 7 })).odometerKm).toBe(7);
  });

  it('keeps the heading while the asset stands', () => {
    const standing = { ...aDraft({ heading: 200 }, { heading: 90 }), status: 'stopped' as const };
    expect(after(keepHeading, standing).heading).toBe(90);
    expect(after(keepHeading, { ...standing, status: 'moving' }).heading).toBe(200);
    expect(after(keepHeading, { ...standing, heading: null }).heading).toBe(200);
  });
});

describe('last state', () => {
  it('counts a streamed position and moves to its fix time', () => {
    const { state } = after(keepLastState, aDraft({}, { seq: 7, fixTime: NOON - 1 }));
    expect([state.seq, state.fixTime, state.heardAt]).toEqual([8, NOON, NOON + 500]);
  });

  it('a record that is only stored moves neither seq nor fix time, but the asset was heard of', () => {
    const draft = { ...aDraft({}, { seq: 7, fixTime: 5 }), unstreamed: 'future' as const, odometerKm: 9 };
    const { state } = after(keepLastState, draft);
    expect([state.seq, state.fixTime, state.odometerKm]).toEqual([7, 5, null]);
    expect(state.heardAt).toBe(NOON + 500);
  });

  it('an asset that was offline is back whatever it sends', () => {
    const draft = { ...aDraft({}, { status: 'offline' }), unstreamed: 'insane' as const };
    expect(after(keepLastState, draft).state.status).toBe('stopped');
  });
});

describe('a stored state', () => {
  it('is recognised after its way through JSON', () => {
    const state = after(keepLastState, after(readMotion, aDraft())).state;
    expect(isAssetState(JSON.parse(JSON.stringify(state)))).toBe(true);
  });

  it.each([
    null,
    7,
    {},
    { ...NEW_ASSET, seq: 'x' },
    { ...NEW_ASSET, motion: null },
    { ...NEW_ASSET, recent: [1] },
  ])('that is corrupted is not taken: %j', (value) => {
    expect(isAssetState(value)).toBe(false);
  });

  it('is rebuilt from the last streamed position', () => {
    const location = {
      assetId: 1,
      name: 'Truck',
      timestamp: new Date(NOON).toISOString(),
      receivedAt: new Date(NOON + 5).toISOString(),
      seq: 12,
      lat: 1,
      lng: 2,
      altitude: null,
      speed: 50,
      heading: 10,
      accuracy: null,
      satellites: null,
      status: 'moving' as const,
      ignition: true,
      odometerKm: 5,
      address: null,
      attributes: {},
    };
    expect(rebuildState(11, location)).toMatchObject({
      seq: 12,
      fixTime: NOON,
      status: 'moving',
      heading: 10,
    });
    expect(rebuildState(11, null)).toMatchObject({ seq: 11, fixTime: 0 });
  });
});
