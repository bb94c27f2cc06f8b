import { NOON, aDraft, after } from '../draft.fixture';
import { keepLastState } from './last-state';

const fix = { at: NOON, lat: 54.7, lng: 25.3, speed: 50 };

describe('last state', () => {
  it('counts a streamed position and moves to its fix', () => {
    const { state } = after(keepLastState, { ...aDraft({}, { seq: 7, fixTime: NOON - 1 }), fix });
    expect(state).toMatchObject({ seq: 8, fixTime: NOON, heardAt: NOON + 500, fix });
  });

  it('a record that is only stored moves neither seq nor fix time, but the asset was heard of', () => {
    const draft = { ...aDraft({}, { seq: 7, fixTime: 5 }), unstreamed: 'future' as const };
    const { state } = after(keepLastState, draft);
    expect(state).toMatchObject({ seq: 7, fixTime: 5, heardAt: NOON + 500, fix: null });
  });

  it('an asset that was offline is back whatever it sends', () => {
    const draft = { ...aDraft({}, { status: 'offline' }), unstreamed: 'insane' as const };
    expect(after(keepLastState, draft).state.status).toBe('stopped');
  });
});
