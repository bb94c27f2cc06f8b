import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres } from './embedded-postgres';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-embedded-'));
  const dataDir = path.join(folder, 'postgres');
  chmodSync(folder, 0o755);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps its data from one start to the next, and a running server is adopted', async () => {
    const first = await EmbeddedPostgres.start({ dataDir });
    await query(first.url, 'create table kept as select 7 as n');
    const adopted = await EmbeddedPostgres.start({ dataDir });
    expect(adopted.url).toBe(first.url);
    await adopted.stop();

    const second = await EmbeddedPostgres.start({ dataDir, settings: { max_connections: '33' } });
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    expect(await query(second.url, 'show max_connections')).toEqual([{ max_connections: '33' }]);
    await second.remove();
  });
});
