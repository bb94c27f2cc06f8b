import { NOON, aRecord } from '@yipii/testing';
import { aDevice } from '../scenario';
import { assignRecords, identifyRecords, settingsOf } from './assign-records';

const HOUR = 3_600_000;
const morning = {
  assetId: 1,
  assetName: 'Van',
  from: NOON - 4 * HOUR,
  to: NOON,
  odometerOffsetKm: 0,
  movingFromKmh: 5,
};
const afternoon = {
  assetId: 2,
  assetName: 'Truck',
  from: NOON,
  to: null,
  odometerOffsetKm: 12.5,
  movingFromKmh: 2,
};
const device = aDevice({ assignments: [afternoon, morning] });

function assetsOf(...fixTimes: number[]) {
  const records = identifyRecords(
    'x',
    fixTimes.map((fixTime) => aRecord({ fixTime })),
  );
  const { byAsset, unassigned } = assignRecords(device, records, NOON + HOUR);
  const groups = [...byAsset].map(([{ assetId }, group]) => [assetId, group.map(({ fixTime }) => fixTime)]);
  return { groups: Object.fromEntries(groups) as object, unassigned: unassigned.length };
}

describe('records of one frame', () => {
  it('belong to the asset that the device was on at their fix time, in the order of time', () => {
    expect(assetsOf(NOON + 5, NOON - 5, NOON, NOON - 9)).toEqual({
      groups: { 1: [NOON - 9, NOON - 5], 2: [NOON, NOON + 5] },
      unassigned: 0,
    });
  });

  it('from before the first assignment belong to none', () => {
    expect(assetsOf(NOON - 5 * HOUR)).toEqual({ groups: {}, unassigned: 1 });
  });

  it('with an impossible date belong to the asset that the device is on now', () => {
    expect(assetsOf(0, NOON + 900 * HOUR)).toEqual({ groups: { 2: [0, NOON + 900 * HOUR] }, unassigned: 0 });
  });

  it('of a clock that shows local time belong to the asset of their true time', () => {
    const inVilnius = { ...device, timeZone: 'Europe/Vilnius' };
    const records = identifyRecords('x', [aRecord({ fixTime: NOON + 2 * HOUR })]);
    const { byAsset } = assignRecords(inVilnius, records, NOON + HOUR);
    expect([...byAsset.keys()]).toEqual([morning]);
  });

  it('carry what is set for their device and asset, if anything is', () => {
    expect(settingsOf(device, morning)).toBeUndefined();
    expect(settingsOf(device, afternoon)).toEqual({
      timeZone: null,
      clockOffsetMs: 0,
      odometerOffsetKm: 12.5,
      movingFromKmh: 2,
    });
    expect(settingsOf({ ...device, clockOffsetMs: 7 }, morning)).toMatchObject({ clockOffsetMs: 7 });
  });

  it('keep their identity when their time is corrected', () => {
    const [before, after] = identifyRecords('x', [aRecord({ fixTime: -8e15 }), aRecord({ fixTime: 8e15 })]);
    expect([before?.fixTime, after?.fixTime]).toEqual([0, Date.UTC(9999, 11, 31, 23, 59, 59, 999)]);
    expect(before?.id).not.toBe(after?.id);
  });
});
