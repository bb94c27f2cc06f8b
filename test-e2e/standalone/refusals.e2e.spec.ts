import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppProcess, endLeftovers } from '../support/app-process';

describe('standalone that can not start', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-refusals-'));

  afterAll(async () => {
    await endLeftovers();
    rmSync(folder, { recursive: true });
  });

  async function refusal(env: Record<string, string>): Promise<string[]> {
    const app = AppProcess.spawn('standalone', { DATA_DIR: path.join(folder, 'data'), ...env });
    expect(await app.exit).toBe(1);
    return app.lines.map((line) => line.trim());
  }

  it('says everything that is wrong with its settings at once, in words', async () => {
    const lines = await refusal({
      ...{ LOG_LEVEL: 'loud', DEMO_CADENCE: 'often', GRANT_KEYS: 'x', TRUSTED_PROXIES: 'nobody' },
      ...{ GATEWAY_SOCKETS: 'net', INGESTION_PORTS: 'telepathy:1', API_PORT: '70000', PUSHER_APPS: '[{}]' },
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        '- LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent',
        '- DEMO_CADENCE must be demo or real',
        '- GRANT_KEYS must each be at least 32 characters long',
        '- GATEWAY_SOCKETS must be uws or ws',
        '- INGESTION_PORTS must be a list of protocol:port',
        '- API_PORT must not be greater than 65535',
        '[0].key is required',
        expect.stringMatching(/^- TRUSTED_PROXIES must list .*; nobody is none of them$/) as string,
      ]),
    );
  });

  it('says in one line that its folder can not be used', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(await refusal({ DATA_DIR: path.join(file, 'data') })).toEqual([
      `DATA_DIR can't be used: ${file}/data (ENOTDIR)`,
    ]);
  });
});
