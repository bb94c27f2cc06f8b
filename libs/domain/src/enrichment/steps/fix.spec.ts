import { NEW_ASSET, type AssetState } from '../asset-state';
import { takeSteps } from '../draft';
import { NOON, aDraft, after, type RecordFields } from '../draft.fixture';
import { BLANK_MAP } from '../street-map';
import { doubtOutliers, dropDuplicates, judgeSanity, keepOrder, readClock } from './fix';

describe('sanity', () => {
  it.each<[string, RecordFields, string | null]>([
    ['a good fix', {}, null],
    ['latitude 91', { lat: 91 }, 'insane'],
    ['longitude -181', { lng: -181 }, 'insane'],
    ['a longitude that is no number', { lng: NaN }, 'insane'],
    ['a record without coordinates', { valid: false, lat: null, lng: null }, 'no_fix'],
    ['coordinates that the device does not trust', { valid: false }, 'no_fix'],
    ['the antimeridian', { lng: 180 }, null],
    ['the South Pole', { lat: -90 }, null],
  ])('%s', (_, record, reason) => {
    expect(after(judgeSanity, aDraft(record)).unstreamed).toBe(reason);
  });
});

describe('the clock', () => {
  it.each<[string, RecordFields, string | null]>([
    ['dated 1970', { fixTime: 0 }, 'insane'],
    ['dated 1999', { fixTime: Date.UTC(1999, 11, 31) }, 'insane'],
    ['dated next year', { fixTime: Date.UTC(2027, 5, 1) }, 'future'],
    ['four minutes ahead', { fixTime: NOON + 4 * 60_000 }, null],
  ])('%s', (_, record, reason) => {
    expect(after(readClock, aDraft(record)).unstreamed).toBe(reason);
  });

  it('is put right by what is set for the device', () => {
    const draft = aDraft({ fixTime: NOON + 3_600_000 }, {}, { clockOffsetMs: -3_600_000 });
    const { record, unstreamed } = after(readClock, draft);
    expect([record.fixTime, unstreamed]).toEqual([NOON, null]);
  });
});

describe('duplicates', () => {
  it('end here while their id is in the window', () => {
    const first = after(dropDuplicates, aDraft());
    expect(takeSteps([dropDuplicates], aDraft({}, first.state), BLANK_MAP)).toBeNull();
  });

  it('are looked for among a bounded number of ids', () => {
    const draftOf = (i: number, state: AssetState) =>
      aDraft({ id: `${String(i).padStart(8, '0')}-0000-8000-8000-000000000001` }, state);
    let state = NEW_ASSET;
    for (let i = 0; i < 100; i++) ({ state } = after(dropDuplicates, draftOf(i, state)));
    expect(state.recent).toHaveLength(32);
    expect(takeSteps([dropDuplicates], draftOf(99, state), BLANK_MAP)).toBeNull();
    expect(takeSteps([dropDuplicates], draftOf(0, state), BLANK_MAP)).not.toBeNull();
  });
});

describe('order', () => {
  it('lets the stream only move forward', () => {
    const reason = (fixTime: number) => after(keepOrder, aDraft({}, { fixTime })).unstreamed;
    expect([NOON - 1, NOON, NOON + 1].map(reason)).toEqual([null, 'same_time', 'late']);
  });

  it('keeps a reason that was found before', () => {
    const draft = { ...aDraft({}, { fixTime: NOON + 1 }), unstreamed: 'insane' as const };
    expect(after(keepOrder, draft).unstreamed).toBe('insane');
  });
});

describe('outliers', () => {
  const fix = { at: NOON - 10_000, lat: 54.7, lng: 25.3, speed: 50 };

  it('are kept with their reason and remembered, and where the asset is stays', () => {
    const draft = after(doubtOutliers, aDraft({ lat: 55.7 }, { fix }));
    expect([draft.unstreamed, draft.fix, draft.state.fix]).toEqual(['jump', null, fix]);
    expect(draft.state.suspect).toMatchObject({ lat: 55.7, count: 1 });
  });

  it('are not looked for among what is not streamed anyway', () => {
    const draft = { ...aDraft({ lat: 55.7 }, { fix }), unstreamed: 'late' as const };
    expect(after(doubtOutliers, draft)).toEqual(draft);
  });
});
