import type { Attributes } from '../../position/tracker-record';
import { NOON, aDraft, after, type RecordFields, type StateFields } from '../draft.fixture';
import type { Draft } from '../draft';
import { doubtOutliers } from './fix';
import { keepHeading, readDriver, readEngineHours, readMotion, readOdometer } from './vehicle';

const SECOND = 1000;
/** A hundred metres north of the position of `aDraft`. */
const BEFORE = { at: NOON - 10 * SECOND, lat: 54.7009, lng: 25.3, speed: 36 };

/** Applies the preceding steps. */
function read(record: RecordFields = {}, state: StateFields = {}): Draft {
  return after(readMotion, after(doubtOutliers, aDraft(record, state)));
}

describe('motion', () => {
  const motionBefore = (moving: boolean) => ({
    motion: { at: NOON - SECOND, moving, ignition: null },
    fix: { at: NOON - SECOND, lat: 54.7, lng: 25.3, speed: null },
  });
  const statusAfter = (record: RecordFields, moving = false): string =>
    read(record, motionBefore(moving)).status;

  it('starts at 5 km/h and ends below 2', () => {
    expect(statusAfter({ speed: 5 })).toBe('moving');
    expect(statusAfter({ speed: 3 })).toBe('stopped');
    expect(statusAfter({ speed: 3 }, true)).toBe('moving');
    expect(statusAfter({ speed: 1 }, true)).toBe('stopped');
  });

  it.each<Attributes>([{ ignition: false }, { motion: false }])(
    'starts at 10 km/h against %j',
    (attributes) => {
      expect(statusAfter({ speed: 9, attributes })).toBe('stopped');
      expect(statusAfter({ speed: 10, attributes })).toBe('moving');
    },
  );

  it.each<[string, number, Attributes, string]>([
    ['that advances', 300, {}, 'moving'],
    ['that advances by less than it may be off', 90, {}, 'stopped'],
    ['against the ignition', 300, { ignition: false }, 'stopped'],
  ])('shows without a fix by the odometer: %s', (_, metres, attributes, status) => {
    const device = { deviceId: 77, at: NOON - 25 * SECOND, value: 5_000 };
    const counted = { attributes: { ...attributes, odometer: 5_000 + metres } };
    const before = { ...motionBefore(false), odometer: { total: 5_000, device } };
    expect(read({ lat: null, lng: null, speed: null, ...counted }, before).status).toBe(status);
    expect(read({ speed: 0, ...counted }, before).status).toBe('stopped');
  });

  it('tells idling from stopped by the ignition', () => {
    expect(statusAfter({ speed: 0, attributes: { ignition: true } })).toBe('idling');
    expect(statusAfter({ speed: 0, attributes: { ignition: false } })).toBe('stopped');
  });

  it('goes by the way since the last fix where no speed is reported', () => {
    const before = { fix: { ...BEFORE, speed: null } };
    expect(read({ speed: null }, before).status).toBe('moving');
    expect(read({ speed: null, lat: 54.7008 }, before).status).toBe('stopped');
  });

  it('trusts the accelerometer where there is no fix, unless the ignition is off', () => {
    const noFix = { valid: false, lat: null, lng: null, speed: null };
    expect(statusAfter({ ...noFix, attributes: { motion: true } })).toBe('moving');
    expect(statusAfter({ ...noFix, attributes: { motion: true, ignition: false } }, true)).toBe('stopped');
    expect(statusAfter(noFix, true)).toBe('moving');
  });

  it('does not trust the speed of a doubted fix, but its ignition', () => {
    const jump = { lat: 55.7, speed: 0, attributes: { ignition: true } };
    const draft = read(jump, { fix: BEFORE, motion: { at: 0, moving: true, ignition: false } });
    expect([draft.unstreamed, draft.status, draft.ignition]).toEqual(['jump', 'moving', true]);
  });

  it('remembers the ignition between its reports', () => {
    const on = read({ attributes: { ignition: true }, speed: 0 });
    expect(read({ fixTime: NOON + SECOND, speed: 0 }, on.state).ignition).toBe(true);
  });

  it('reads a late record by itself and leaves the present alone', () => {
    const motion = { at: NOON + SECOND, moving: true, ignition: true };
    const late = { ...aDraft({ speed: 0 }, { motion }), unstreamed: 'late' as const };
    const draft = after(readMotion, late);
    expect([draft.status, draft.ignition]).toEqual(['stopped', null]);
    expect(draft.state.motion).toMatchObject(motion);
  });

  it('lets newer telemetry win over an older fix that is still streamed', () => {
    const motion = { at: NOON + SECOND, moving: false, ignition: true };
    expect(read({ speed: 60 }, { motion }).status).toBe('idling');
  });
});

describe('the odometer', () => {
  const measured = (record: RecordFields = {}, state: StateFields = {}, offsetKm = 0) => {
    const draft = read(record, state);
    const settings = { ...draft.settings, odometerOffsetKm: offsetKm };
    return after(readOdometer, { ...draft, settings });
  };
  const followed = { total: 7000, device: { deviceId: 77, at: NOON - 60 * SECOND, value: 7000 } };

  it("shows the device's metres as km with one decimal, with the offset of the asset", () => {
    expect(measured({ attributes: { odometer: 120_345_649 } }).odometerKm).toBe(120_345.6);
    expect(measured({ attributes: { odometer: 120_345_649 } }, {}, 1000).odometerKm).toBe(121_345.6);
  });

  it('is the last that the device reported while it says nothing', () => {
    const draft = measured({}, { odometer: followed, fix: BEFORE });
    expect([draft.odometerKm, draft.driven]).toEqual([7, 0]);
  });

  it('is counted by the fixes where the device has none', () => {
    const draft = measured({}, { fix: BEFORE, odometer: { total: 5000, device: null } });
    expect(draft.driven).toBeCloseTo(110, 0);
    expect(draft.odometerKm).toBe(5.1);
  });

  it('counts nothing while the asset stands, however its fixes wander', () => {
    const state = { fix: { ...BEFORE, lat: 54.7003, speed: 2 }, odometer: { total: 5000, device: null } };
    expect(measured({ speed: 0 }, state).driven).toBe(0);
  });

  it('of a late record is what the device showed then', () => {
    const late = {
      ...aDraft({ attributes: { odometer: 6500 } }, { odometer: followed }),
      unstreamed: 'late' as const,
    };
    const draft = after(readOdometer, late);
    expect(draft.odometerKm).toBe(6.5);
    expect(draft.state.odometer).toMatchObject(followed);
    expect(
      after(readOdometer, { ...late, record: { ...late.record, attributes: {} } }).odometerKm,
    ).toBeNull();
  });

  it('does not take a reading of more than any vehicle drives', () => {
    expect(measured({ attributes: { odometer: 1e12 } }).odometerKm).toBe(0);
  });
});

describe('engine hours', () => {
  const HOUR = 3_600_000;
  const on = (at: number) => ({ motion: { at, moving: true, ignition: true } });
  const hours = (record: RecordFields, state: StateFields = {}) =>
    after(readEngineHours, read(record, state)).engineHours;

  it('are the time with the ignition on', () => {
    const engine = { total: 10, device: null };
    expect(hours({}, { ...on(NOON - HOUR / 10), engine })).toBe(10.1);
    const off = { motion: { at: NOON - HOUR / 10, moving: false, ignition: false }, engine };
    expect(hours({ attributes: { ignition: true } }, off)).toBe(10);
  });

  it('do not count a silence of hours', () => {
    expect(hours({}, { ...on(NOON - 9 * HOUR), engine: { total: 10, device: null } })).toBe(10.25);
  });

  it("are the device's own where it reports them", () => {
    expect(hours({ attributes: { engineHours: 812.5 } })).toBe(812.5);
  });

  it('are unknown where nothing tells of the engine', () => {
    expect(hours({})).toBeNull();
  });
});

describe('the heading', () => {
  it('is kept while the asset stands', () => {
    const standing = { ...aDraft({ heading: 200 }, { heading: 90 }), status: 'stopped' as const };
    expect(after(keepHeading, standing).heading).toBe(90);
    expect(after(keepHeading, { ...standing, status: 'moving' }).heading).toBe(200);
    expect(after(keepHeading, { ...standing, heading: null }).heading).toBe(200);
  });
});

describe('the driver', () => {
  const driver = (record: RecordFields, state: StateFields = {}) =>
    after(readDriver, read(record, state)).driverId;
  const parked = { motion: { at: 0, moving: false, ignition: false }, driverId: '3F00' };

  it('is who was identified, until somebody else is', () => {
    expect(driver({ attributes: { driverId: '3F00' } })).toBe('3F00');
    expect(driver({}, { driverId: '3F00' })).toBe('3F00');
    expect(driver({ attributes: { driverId: '4A11' } }, { driverId: '3F00' })).toBe('4A11');
  });

  it('is nobody after the next start of the engine, until somebody is identified', () => {
    expect(driver({ speed: 0 }, parked)).toBe('3F00');
    expect(driver({ attributes: { ignition: true } }, parked)).toBeNull();
    expect(driver({ attributes: { ignition: true, driverId: '4A11' } }, parked)).toBe('4A11');
  });
});
