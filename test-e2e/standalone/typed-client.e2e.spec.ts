import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CertificateFiles, createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { AppProcess, ROOT, endLeftovers } from '../support/app-process';
import { seedFleet, type SeededFleet } from '../support/seed-fleet';

const run = promisify(execFile);
/** Within the repository, so that the program finds its libraries. */
const FOLDER = path.join(ROOT, 'dist/typed-client');
const PROGRAM = path.join(__dirname, 'typed-client/program.mts');
const COMPILER = [
  ...['--strict', '--noUncheckedIndexedAccess', '--skipLibCheck', '--types', 'node'],
  ...['--module', 'nodenext', '--target', 'es2022', '--ignoreConfig'],
];

/** Runs a program of `node_modules`. */
const tool = (script: string, args: readonly string[]) =>
  run(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], { cwd: FOLDER });

/** What the program does; the client of the demo may create no keys. */
const SCOPES = ['positions:read', 'positions:write', 'fleet:read', 'fleet:write', 'keys:write'] as const;

interface Seen {
  readonly assetId: number;
  readonly seen: object;
}

describe('a client whose types a stock generator has made of the OpenAPI document', () => {
  let database: TestDatabase;
  let fleet: SeededFleet;
  let app: AppProcess;
  const certificate = new CertificateFiles('localhost');
  const data = mkdtempSync(path.join(os.tmpdir(), 'yipii-typed-'));

  beforeAll(async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    database = await createMigratedDatabase();
    fleet = await seedFleet(database.url, 0, SCOPES);
    app = await AppProcess.start('standalone', {
      ...{ DEMO: 'off', API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: 'osmand:0' },
      ...{ DATABASE_URL: database.url, DATA_DIR: data, LIVE_APP_KEY: 'typed-client' },
      ...{ API_TLS_CERT_FILE: certificate.certFile, API_TLS_KEY_FILE: certificate.keyFile },
    });
  });
  afterAll(async () => {
    await endLeftovers();
    await database.drop();
    certificate.remove();
    rmSync(data, { recursive: true });
  });

  it('compiles, and over TLS sets up a vehicle, a fence and a key, sends a position, sees it live and reads it back by the key', async () => {
    await tool('openapi-typescript/bin/cli.js', [path.join(ROOT, 'docs/openapi.json'), '-o', 'api.d.ts']);
    cpSync(PROGRAM, path.join(FOLDER, 'program.mts'));
    await tool('typescript/bin/tsc', [...COMPILER, 'program.mts']);
    const { accountKey, oauth } = fleet;
    const api = `https://localhost:${app.port('api')}`;
    const args = ['program.mjs', api, accountKey, oauth.clientId, oauth.clientSecret, 'typed-client'];
    const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: certificate.certFile };
    const { stdout } = await run(process.execPath, args, { cwd: FOLDER, env });
    const seen = JSON.parse(stdout) as Seen;
    const { assetId } = seen;
    const location = { assetId, name: 'Truck 7', lat: 57.7, lng: 11.97 };
    expect(seen).toMatchObject({
      ...{ mountedOn: assetId, fence: 'Depot', seen: location, last: location },
      // One position is no trip yet.
      ...{ track: 1, trips: 0, stops: 0, problem: 'NOT_FOUND' },
      place: { kind: 'geofence', name: 'Depot', distance_km: 0 },
      event: { type: 'asset.status_changed', assetId },
    });
  });
});
