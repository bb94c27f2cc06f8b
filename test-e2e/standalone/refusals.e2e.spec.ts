import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { AppProcess, endLeftovers, ROOT } from '../support/app-process';

describe('standalone that can not start', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-refusals-'));
  // The embedded PostgreSQL does not run as root.
  chmodSync(folder, 0o755);

  afterAll(async () => {
    await endLeftovers();
    rmSync(folder, { recursive: true });
  });

  async function refusal(env: Record<string, string>, cwd?: string): Promise<string[]> {
    const app = AppProcess.spawn('standalone', { DATA_DIR: path.join(folder, 'data'), ...env }, { cwd });
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
        expect.stringMatching(/^- INGESTION_PORTS must be a list of protocol:port, .* teltonika/) as string,
        '- API_PORT must not be greater than 65535',
        '[0].key is required',
        expect.stringMatching(/^- TRUSTED_PROXIES must list .*; nobody is none of them$/) as string,
      ]),
    );
  });

  it('reads .env in its working directory for what the environment does not set', async () => {
    const cwd = path.join(folder, 'with-env-file');
    mkdirSync(cwd);
    writeFileSync(path.join(cwd, '.env'), 'API_PORT=70000\nGATEWAY_PORT=80000\n');
    const lines = await refusal({ GATEWAY_PORT: '0' }, cwd);
    expect(lines).toEqual(['The environment is invalid:', '- API_PORT must not be greater than 65535']);
  });

  it('says in one line that a tracker port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const { port } = other.address() as AddressInfo;
    const lines = await refusal({
      ...{ DEMO: 'off', API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: `teltonika:${port}` },
    });
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
      `port ${port} is in use: set INGESTION_PORTS to another one, or to 0 for any free one`,
    ]);
    other.close();
  });

  it('logs an error that nobody expected, like everything else', async () => {
    const dataDir = path.join(folder, 'damaged');
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, 'secrets.json'), '{');
    const [line = '', ...others] = await refusal({ DATA_DIR: dataDir });
    expect(others).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ level: 'fatal', err: { type: 'SyntaxError' } });
  });

  it('says in one line that its folder can not be used', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(await refusal({ DATA_DIR: path.join(file, 'data') })).toEqual([
      `DATA_DIR can't be used: ${file}/data (ENOTDIR)`,
    ]);
  });

  it.each(['12.22.12', '18.20.8', '20.18.3'])(
    'names the Node that it needs on %s, before anything else',
    (version) => {
      const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
      const args = [
        '--import',
        `data:text/javascript,${encodeURIComponent(older)}`,
        'tools/run.mjs',
        'start',
      ];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
      expect([status, stdout, stderr]).toEqual([
        ...[1, ''],
        `Yipii Live needs Node 20.19 or newer; this is ${version}\n`,
      ]);
    },
  );
});

describe('a service of a cluster that can not start', () => {
  afterAll(endLeftovers);

  it.each(['a b', 'kafka', 'kafka:0', 'kafka:9092;other:9092'])(
    'refuses %j as KAFKA_BROKERS in words',
    async (brokers) => {
      const app = AppProcess.spawn('enrichment', { KAFKA_BROKERS: brokers });
      expect(await app.exit).toBe(1);
      expect(app.lines).toContain('  - KAFKA_BROKERS must each be host:port');
    },
  );
});
