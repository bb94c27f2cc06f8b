import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { encodeCodec8E, encodeLogin } from '@yipii/protocol';
import { aRecord, eventually } from '@yipii/testing';
import { AppProcess, endLeftovers, ROOT } from '../support/app-process';
import { contentionSince, schedulingOf } from '../support/proc-stat';

const IMEI = '356307042441013';
/** A registration takes effect on an open connection. */
const REGISTERED_WITHIN_MS = 1_000;

describe('the first real tracker, by npm run admin', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-admin-'));
  const dataDir = path.join(folder, 'data');
  chmodSync(folder, 0o755);
  let app: AppProcess;

  afterAll(async () => {
    await app.end('SIGTERM');
    await endLeftovers();
    rmSync(folder, { recursive: true, force: true });
  });

  const admin = (...args: string[]) => {
    const main = path.join(ROOT, 'dist/apps/standalone/admin.main.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args, '--json'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    });
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as { id: number; client_id: string; client_secret: string; result: string }[];
  };

  /** A tracker that stays connected, and the function that sends a record and resolves with the answer. */
  const aTracker = async () => {
    const socket = connect(app.port('teltonika'), '127.0.0.1');
    const send = async (bytes: Buffer) => {
      socket.write(bytes);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString('hex');
    };
    expect(await send(encodeLogin(IMEI))).toBe('01');
    return {
      socket,
      report: () => send(encodeCodec8E([aRecord({ fixTime: Date.now(), attributes: { satellites: 11 } })])),
    };
  };

  it('creates what is needed, with and without a running instance, and is heard of at once', async () => {
    admin('account', 'create', 'acme');
    app = await AppProcess.start('standalone', {
      ...{ DATA_DIR: dataDir, DEMO: 'off', API_PORT: '0', GATEWAY_PORT: '0' },
      INGESTION_PORTS: 'teltonika:0,osmand:0',
    });
    const phone = `http://127.0.0.1:${app.port('osmand')}/?id=my-van&lat=54.687&lon=25.28`;
    expect((await fetch(phone)).status).toBe(400);
    const tracker = await aTracker();
    await tracker.report();

    const [van] = admin('asset', 'create', 'acme', '--name', 'Van');
    admin('device', 'create', 'acme', 'my-van', '--asset', String(van?.id));
    await soon(async () => expect((await fetch(phone)).status).toBe(200));

    const [truck] = admin('asset', 'create', 'acme', '--name', 'Truck 7');
    const token = await accessToken();
    admin('device', 'create', 'acme', IMEI, '--protocol', 'teltonika', '--asset', String(truck?.id));
    await soon(async () => {
      expect(await tracker.report()).toBe('00000001');
      expect(await located(token)).toEqual(['Van', 'Truck 7']);
    });
    tracker.socket.destroy();
  });

  /** What else the machine has to do meanwhile counts against nobody. */
  async function soon(check: () => Promise<void>): Promise<void> {
    const [begun, ours, theirs] = [Date.now(), schedulingOf(process.pid), schedulingOf(app.pid)];
    await eventually(check);
    const contention = contentionSince(process.pid, ours) * contentionSince(app.pid, theirs);
    expect(Date.now() - begun).toBeLessThan(REGISTERED_WITHIN_MS * contention);
  }

  async function accessToken(): Promise<string> {
    const [client] = admin('client', 'create', 'acme', '--name', 'test');
    const { client_id = '', client_secret = '' } = client ?? {};
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    const answer = await fetch(`${api()}/oauth/token`, { method: 'POST', body });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  /** Names of the assets with a last position. */
  async function located(token: string): Promise<string[]> {
    const headers = { authorization: `Bearer ${token}` };
    const found = await fetch(`${api()}/api/acme/location`, { headers });
    return ((await found.json()) as { data: { name: string }[] }).data.map(({ name }) => name);
  }

  const api = () => `http://127.0.0.1:${app.port('api')}`;
});
