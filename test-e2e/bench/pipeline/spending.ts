import { cpuSecondsOf, wakeUpsOf } from '../../support/proc-stat';

/** Ids of processes by a name for them. */
export type ProcessGroups = Readonly<Record<string, readonly number[]>>;

interface Usage {
  readonly cpuSeconds: number;
  readonly wakeUps: number;
}

/** Nothing is for each position where there are none. */
type SpendingRow = Readonly<Record<'CPU ms/s' | 'wake-ups/s', number>> &
  Readonly<Partial<Record<'CPU µs/position', number>>>;

/** What groups of processes use from its making on. */
export class Spending {
  private readonly before: ReadonlyMap<number, Usage>;
  private readonly since = performance.now();

  constructor(private readonly groups: ProcessGroups) {
    this.before = usageOf(Object.values(groups).flat());
  }

  /** A row for each group and one for all of them; CPU in ms a second and in µs for each of `positionsPerSecond`. */
  rows(positionsPerSecond: number): Readonly<Record<string, SpendingRow>> {
    const seconds = (performance.now() - this.since) / 1_000;
    const row = ({ cpuSeconds, wakeUps }: Usage): SpendingRow => ({
      'CPU ms/s': Math.round((cpuSeconds * 10_000) / seconds) / 10,
      'wake-ups/s': Math.round(wakeUps / seconds),
      ...(positionsPerSecond > 0 && {
        'CPU µs/position': Math.round((cpuSeconds * 1e6) / seconds / positionsPerSecond),
      }),
    });
    const used = Object.entries(this.groups).map(([name, pids]) => [name, this.usedBy(pids)] as const);
    const all = sumOf(used.map(([, usage]) => usage));
    return Object.fromEntries([...used, ['all', all] as const].map(([name, usage]) => [name, row(usage)]));
  }

  private usedBy(pids: readonly number[]): Usage {
    const now = usageOf(pids);
    return sumOf(
      [...now].map(([pid, { cpuSeconds, wakeUps }]) => {
        const before = this.before.get(pid) ?? { cpuSeconds: 0, wakeUps: 0 };
        return { cpuSeconds: cpuSeconds - before.cpuSeconds, wakeUps: wakeUps - before.wakeUps };
      }),
    );
  }
}

function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, { cpuSeconds, wakeUps }) => ({
      cpuSeconds: sum.cpuSeconds + cpuSeconds,
      wakeUps: sum.wakeUps + wakeUps,
    }),
    { cpuSeconds: 0, wakeUps: 0 },
  );
}

function usageOf(pids: readonly number[]): Map<number, Usage> {
  const usages = pids.map((pid) => [pid, usageIfAlive(pid)] as const);
  return new Map(usages.filter((entry): entry is [number, Usage] => entry[1] !== null));
}

/** Null: a connection of the database has ended. */
function usageIfAlive(pid: number): Usage | null {
  try {
    return { cpuSeconds: cpuSecondsOf(pid), wakeUps: wakeUpsOf(pid) };
  } catch {
    return null;
  }
}
