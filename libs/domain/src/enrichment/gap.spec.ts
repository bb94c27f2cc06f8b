import { NEW_ASSET, type AssetState } from './asset-state';
import { NOON, aDraft, after } from './draft.fixture';
import { keepForGap } from './gap';
import { keepLastState } from './steps/last-state';

const MINUTE = 60_000;

/** The state after records at these minutes, each received immediately. */
function stateAfter(...minutes: number[]): AssetState {
  return minutes.reduce<AssetState>((state, minute) => {
    const fixTime = NOON + minute * MINUTE;
    const fix = { at: fixTime, lat: 54.7, lng: 25.3, speed: 0 };
    const draft = { ...aDraft({ fixTime, speed: 0 }, state), receivedAt: fixTime, fix };
    return after(keepLastState, after(keepForGap, draft)).state;
  }, NEW_ASSET);
}

const every = (minutes: number, count: number) => Array.from({ length: count }, (_, i) => i * minutes);

describe('a gap', () => {
  it('is not what lies between two records of a device that seldom reports', () => {
    expect(stateAfter(...every(5, 20)).gap).toBeNull();
    expect(stateAfter(...every(1440, 20)).gap).toBeNull();
  });

  it('opens at a pause that is longer than the rhythm of the device', () => {
    const inRhythm = every(5, 20);
    expect(stateAfter(...inRhythm, 95 + 10).gap).toMatchObject({ missing: 'likely', inOrder: 0 });
    expect(stateAfter(...inRhythm, 95 + 7).gap).toBeNull();
  });

  it('is closed once enough records have come in their order', () => {
    const paused = [...every(5, 20), 150];
    expect(stateAfter(...paused, ...every(2, 4).map((minute) => 152 + minute)).gap).not.toBeNull();
    expect(stateAfter(...paused, ...every(2, 8).map((minute) => 152 + minute)).gap).toBeNull();
  });

  it('of a device that reports each second is closed long before ten minutes', () => {
    const seconds = (count: number) => every(1 / 60, count).map((minute) => 152 + minute);
    expect(stateAfter(...every(5, 20), 150, ...seconds(20)).gap).not.toBeNull();
    expect(stateAfter(...every(5, 20), 150, ...seconds(21)).gap).toBeNull();
  });
});
