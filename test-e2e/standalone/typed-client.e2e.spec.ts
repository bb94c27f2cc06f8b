import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT, endLeftovers } from '../support/app-process';
import { DemoApp } from '../support/demo-app';

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

interface Seen {
  readonly assetId: number;
  readonly seen: object;
}

describe('a client whose types a stock generator has made of the OpenAPI document', () => {
  let app: DemoApp;

  beforeAll(async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    app = await DemoApp.start();
  });
  afterAll(async () => {
    await app.stop();
    await endLeftovers();
  });

  it('compiles, sets up a vehicle, sends a position, sees it live and reads it back', async () => {
    await tool('openapi-typescript/bin/cli.js', [path.join(ROOT, 'docs/openapi.json'), '-o', 'api.d.ts']);
    cpSync(PROGRAM, path.join(FOLDER, 'program.mts'));
    await tool('typescript/bin/tsc', [...COMPILER, 'program.mts']);
    const { api, token, wsPort, key } = app.address;
    const osmand = `http://127.0.0.1:${app.demo.trackers.osmand}`;
    const args = [api, app.demo.accountKey, token, osmand, String(wsPort), key];
    const { stdout } = await run(process.execPath, ['program.mjs', ...args], { cwd: FOLDER });
    const seen = JSON.parse(stdout) as Seen;
    const { assetId } = seen;
    const location = { assetId, name: 'Truck 7', lat: 57.7, lng: 11.97 };
    expect(seen).toMatchObject({
      ...{ mountedOn: assetId, fence: 'Depot', seen: location, last: location },
      ...{ track: 1, problem: 'NOT_FOUND' },
    });
  });
});
