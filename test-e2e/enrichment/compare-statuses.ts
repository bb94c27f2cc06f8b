import type { StatusChange } from '@yipii/simulator';

type Status = StatusChange['status'];

interface Spell {
  readonly status: Status;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
}

interface Disagreement {
  readonly from: number;
  readonly to: number;
  readonly result: Status;
  readonly truth: Status;
}

/** The last status of either course counts for so long. */
const LAST_SPELL_MS = 3_600_000;

/** Where two courses of a status disagree for longer than `tolerance` ms, from when both are known. */
export function statusDifferences(
  results: readonly StatusChange[],
  truths: readonly StatusChange[],
  tolerance: number,
): string[] {
  if (!results[0] || !truths[0]) return ['no status'];
  const from = Math.max(results[0].at, truths[0].at);
  const to = Math.max(...[...results, ...truths].map(({ at }) => at)) + LAST_SPELL_MS;
  const [result, truth] = [spellsOf(results, { from, to }), spellsOf(truths, { from, to })];
  const apart = disagreements(result, truth);
  return disagreements(withoutShort(result, tolerance), withoutShort(truth, tolerance))
    .filter((one) => one.to - one.from > tolerance)
    .filter((one) => isReal(one, apart, tolerance))
    .map((one) => `status ${clock(one.from)}–${clock(one.to)} is ${one.result} instead of ${one.truth}`);
}

/**
 * Leaving out what is short may tear apart what hardly differs: a halt of 40 s that was seen for 25 s is gone
 * on one side only. What counts then is by how much they differed before, at once and together.
 */
function isReal(one: Disagreement, apart: readonly Disagreement[], tolerance: number): boolean {
  const within = apart.map((other) =>
    Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from)),
  );
  return Math.max(...within) > tolerance || within.reduce((sum, ms) => sum + ms, 0) > 2 * tolerance;
}

function spellsOf(changes: readonly StatusChange[], span: { from: number; to: number }): Spell[] {
  const spells = changes.map(({ at, status }, i) => ({
    status,
    from: Math.max(at, span.from),
    to: changes[i + 1]?.at ?? span.to,
  }));
  return joined(spells.filter(({ from, to }) => to > from));
}

/** Neighbours of one status as one. */
function joined(spells: readonly Spell[]): Spell[] {
  const joint: Spell[] = [];
  for (const spell of spells) {
    const last = joint.at(-1);
    if (last?.status !== spell.status) joint.push(spell);
    else joint[joint.length - 1] = { ...last, to: spell.to };
  }
  return joint;
}

/** Shorter spells become part of what was before them; the shortest go first. */
function withoutShort(spells: readonly Spell[], shortest: number): Spell[] {
  let left = [...spells];
  for (;;) {
    const durations = left.map(({ from, to }) => to - from);
    const i = durations.indexOf(Math.min(...durations));
    if ((durations[i] ?? Infinity) >= shortest || left.length === 1) return left;
    const neighbour = left[i - 1] ?? left[i + 1];
    left = joined(
      left.map((spell, at) => (at === i && neighbour ? { ...spell, status: neighbour.status } : spell)),
    );
  }
}

function disagreements(results: readonly Spell[], truths: readonly Spell[]): Disagreement[] {
  return results.flatMap((result) =>
    truths
      .filter((truth) => truth.status !== result.status && truth.from < result.to && truth.to > result.from)
      .map((truth) => ({
        from: Math.max(result.from, truth.from),
        to: Math.min(result.to, truth.to),
        result: result.status,
        truth: truth.status,
      })),
  );
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
