import { judgeFix, type Fix, type Outlier, type Suspect } from './outlier';

const NOON = Date.UTC(2026, 5, 1, 12);
/** Degrees of latitude to a metre. */
const METRE = 1 / 111_195;

/** A fix the given seconds after noon and metres north of the origin. */
function at(seconds: number, metres: number, speed: number | null = 50): Fix {
  return { at: NOON + seconds * 1000, lat: 54.7 + metres * METRE, lng: 25.3, speed };
}

/** The reasons why each of the fixes was doubted; a believed fix becomes the asset's position. */
function reasons(
  fixes: readonly Fix[],
  { moving = true, halts = false, quality = {} } = {},
): (Outlier | null)[] {
  let fix: Fix | null = null;
  let suspect: Suspect | null = null;
  return fixes.map((next) => {
    const judged = judgeFix(next, quality, {
      fix,
      suspect,
      moving,
      startKmh: 5,
      inputsLie: false,
      halts,
    });
    ({ suspect } = judged);
    if (judged.outlier === null) fix = next;
    return judged.outlier;
  });
}

describe('a fix of something that drives', () => {
  it('is believed at any speed that vehicles reach', () => {
    expect(reasons([at(0, 0, 250), at(10, 700, 250), at(20, 1_400, 250)])).toEqual([null, null, null]);
  });

  it('that is farther than its speeds allow is a jump, and so it returns', () => {
    expect(reasons([at(0, 0), at(10, 2_000), at(20, 280)])).toEqual([null, 'jump', null]);
  });

  it('is believed after hard braking and hard acceleration', () => {
    expect(reasons([at(0, 0, 120), at(6, 110, 0)])).toEqual([null, null]);
    expect(reasons([at(0, 0, 0), at(10, 160, 100)])).toEqual([null, null]);
  });

  it('is judged by what drives at all where it reports no speed', () => {
    expect(reasons([at(0, 0, null), at(10, 800, null), at(20, 3_000, null)])).toEqual([null, null, 'jump']);
  });

  it('is believed after a silence in which it can have come there', () => {
    expect(reasons([at(0, 0), at(7_200, 150_000)])).toEqual([null, null]);
  });

  it('is believed when the third in a row agrees: then the one before them was wrong', () => {
    const jumped = [at(10, 1_900), at(20, 2_040), at(30, 2_180), at(40, 2_320)];
    expect(reasons([at(0, 0), ...jumped])).toEqual([null, 'jump', 'jump', null, null]);
  });

  it('and farther away is doubted for as long as it takes to drive there', () => {
    const jumped = Array.from({ length: 12 }, (_, i) => at(10 + i * 10, 9_000 + i * 140));
    const believedAt = reasons([at(0, 0), ...jumped]).lastIndexOf('jump') * 10 + 10;
    expect(believedAt).toBe(110);
  });

  it('is doubted for good while others in between say otherwise, as of two devices far apart', () => {
    const apart = [at(10, 9_000), at(15, 200), at(20, 9_140), at(25, 340), at(30, 9_280), at(35, 480)];
    expect(reasons([at(0, 0), ...apart])).toEqual([null, 'jump', null, 'jump', null, 'jump', null]);
  });

  it('is believed when it was the one before that was wrong, and the way back is not one that was driven', () => {
    const last = at(0, 700);
    const suspect = {
      ...at(10, 30),
      ...{ count: 1, since: NOON + 10_000, metres: 670, jammed: false, reason: 'jump' as const },
    };
    const judged = judgeFix(
      at(24, 150),
      {},
      { fix: last, suspect, moving: true, startKmh: 5, inputsLie: false, halts: false },
    );
    expect(judged).toEqual({ outlier: null, suspect: null, credible: expect.closeTo(206, 0) as number });
  });

  it('is no new evidence when it is sent again', () => {
    const far = at(10, 9_000);
    expect(reasons([at(0, 0), far, far, far, far])).toEqual([null, 'jump', 'jump', 'jump', 'jump']);
  });

  it('over the antimeridian is near', () => {
    const east = { at: NOON, lat: 0, lng: 179.999, speed: 50 };
    expect(reasons([east, { ...east, at: NOON + 20_000, lng: -179.999 }])).toEqual([null, null]);
  });
});

describe('a fix of something that stands', () => {
  const standing = { moving: false };

  it('wanders a little without harm', () => {
    expect(reasons([at(0, 0, 0), at(60, 30, 1), at(120, -5, 0)], standing)).toEqual([null, null, null]);
  });

  it('that wanders far is drift', () => {
    expect(reasons([at(0, 0, 0), at(300, 70, 3), at(600, 20, 0)], standing)).toEqual([null, 'drift', null]);
  });

  it('is believed when it stays where it was doubted: it was moved', () => {
    const moved = [1, 2, 3, 4, 5, 6, 7].map((n) => at(n * 300, 80, 0));
    const drift = Array.from({ length: 5 }, () => 'drift');
    expect(reasons([at(0, 0, 0), ...moved], standing)).toEqual([null, ...drift, null, null]);
  });

  it('is none while the asset has only halted, as it may drive on between two records', () => {
    const further = [at(0, 0, 0), at(60, 130, 0)];
    expect(reasons(further, { ...standing, halts: true })).toEqual([null, null]);
    expect(reasons(further, standing)).toEqual([null, 'drift']);
  });

  it('is a jump where it can not have driven since it was last seen to drift', () => {
    expect(reasons([at(0, 0, 0), at(300, 70, 3), at(336, 2_400, 9)], standing)).toEqual([
      null,
      'drift',
      'jump',
    ]);
  });

  it('is believed as soon as it drives off', () => {
    expect(reasons([at(0, 0, 0), at(15, 60, 20)], standing)).toEqual([null, null]);
  });
});

describe('a fix', () => {
  it('at the zero of both axes was never taken', () => {
    const zero = { at: NOON, lat: 0.0001, lng: -0.0002, speed: 0 };
    expect(reasons([zero])).toEqual(['zero_island']);
    expect(reasons([{ ...zero, lat: 5.6 }])).toEqual([null]);
  });

  it.each([{ accuracy: 900 }, { hdop: 25 }])('of poor quality is not a place: %j', (quality) => {
    expect(reasons([at(0, 0)], { quality })).toEqual(['inaccurate']);
  });

  it('of poor quality is better than one of an hour ago', () => {
    const believed = {
      fix: at(0, 0),
      suspect: null,
      moving: false,
      startKmh: 5,
      inputsLie: false,
      halts: false,
    };
    expect(judgeFix(at(3_500, 20), { accuracy: 900 }, believed).outlier).toBe('inaccurate');
    expect(judgeFix(at(3_700, 20), { accuracy: 900 }, believed).outlier).toBeNull();
  });
});
