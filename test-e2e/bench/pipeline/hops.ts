const COUNTED = {
  'events/s': 'yipii_consumed_total',
  'fetches/s': 'yipii_consumer_fetches_total',
  'commits/s': 'yipii_consumer_commits_total',
} as const;

type Counts = Readonly<Record<string, number>>;

/** What the consumers of all processes do from its making on, by hop: a group on a topic. */
export class Hops {
  private readonly since = performance.now();

  /** @param pages of the processes' metrics */
  constructor(private readonly before: readonly string[]) {}

  /** A row for each hop that has handled an event. */
  rows(pages: readonly string[]): Readonly<Record<string, Counts>> {
    const seconds = (performance.now() - this.since) / 1_000;
    const rows: Record<string, Record<string, number>> = {};
    for (const [name, metric] of Object.entries(COUNTED)) {
      const [before, now] = [countsOf(this.before, metric), countsOf(pages, metric)];
      for (const [hop, count] of now) {
        const perSecond = Math.round(((count - (before.get(hop) ?? 0)) * 10) / seconds) / 10;
        rows[hop] = { ...rows[hop], [name]: perSecond };
      }
    }
    return Object.fromEntries(Object.entries(rows).filter(([, counts]) => counts['events/s']));
  }
}

function countsOf(pages: readonly string[], metric: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of pages.flatMap((page) => page.split('\n'))) {
    if (!line.startsWith(`${metric}{`)) continue;
    const hop = `${labelIn(line, 'group')} on ${labelIn(line, 'topic')}`;
    counts.set(hop, (counts.get(hop) ?? 0) + Number(line.split(' ').at(-1)));
  }
  return counts;
}

function labelIn(line: string, name: string): string {
  return new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '';
}
