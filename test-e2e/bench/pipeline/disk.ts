import { withConnection } from '@yipii/platform';

interface Sizes {
  readonly positions: number;
  readonly log: number;
  readonly history: number;
}

/** What positions take on the disk of PostgreSQL, indexes included: in history and, of a standalone, in the log. */
export class Disk {
  private constructor(
    private readonly url: string,
    private readonly before: Sizes,
  ) {}

  static async of(url: string): Promise<Disk> {
    return new Disk(url, await sizesOf(url));
  }

  /** Bytes for each position that was stored since. */
  async row(): Promise<object> {
    const after = await sizesOf(this.url);
    const positions = Math.max(1, after.positions - this.before.positions);
    const bytes = (of: 'log' | 'history') => Math.round((after[of] - this.before[of]) / positions);
    return { positions, 'log bytes/position': bytes('log'), 'history bytes/position': bytes('history') };
  }
}

function sizesOf(url: string): Promise<Sizes> {
  return withConnection(url, 'yipii_bench', async (client) => {
    const { rows } = await client.query<Record<keyof Sizes, string>>(SIZES);
    const { positions = 0, log = 0, history = 0 } = rows[0] ?? {};
    return { positions: Number(positions), log: Number(log), history: Number(history) };
  });
}

const SIZES = `
  SELECT (SELECT count(*) FROM position) AS positions,
    (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'log' AND c.relkind = 'r') AS log,
    (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('position')) AS history`;
