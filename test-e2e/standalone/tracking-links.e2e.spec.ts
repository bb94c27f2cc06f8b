import { execFile } from 'node:child_process';
import { request } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase, eventually, unrefPusherTimers, type TestDatabase } from '@yipii/testing';
import { Client } from 'pg';
import { DemoApp } from '../support/demo-app';
import { callAsViewer, LinkViewer, RawViewer, type ViewerSession } from '../support/link-viewer';
import { layersOf } from '../support/public-bytes';

const DEVICE_ADDRESS = '127.0.0.88';
const IMEI = '356307042441013';
/** What no viewer may ever read. */
const SECRETS = {
  name: 'Secret truck',
  plate: 'SEC-RET-1',
  linkName: 'Secret order',
  reference: 'secret-reference',
  imei: IMEI,
};
const FIRST_ID = 7_777_000_000;

interface Polled {
  readonly data: object | null;
  readonly link: { readonly status: string };
}

describe('a public tracking link', () => {
  let database: TestDatabase;
  let app: DemoApp;
  let assetId: number;
  const seen: string[] = [];
  const viewers: { close(): void }[] = [];

  beforeAll(unrefPusherTimers);
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await DemoApp.start({
      DATABASE_URL: database.url,
      LINK_VERIFICATIONS_PER_MINUTE: '0',
      LINK_REQUESTS_PER_MINUTE: '0',
    });
    await farIds();
    const { data } = await rest('POST', 'asset', { name: SECRETS.name, plate: SECRETS.plate });
    assetId = data.id as number;
    await rest('POST', 'device', { unique_id: IMEI, protocol: 'osmand', asset_id: assetId });
    await eventually(async () => {
      await report(57.7);
      expect(await lastPosition()).toBe(200);
    });
  });
  afterEach(() => {
    for (const viewer of viewers.splice(0)) viewer.close();
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  /** Ids that are found wherever they are. */
  async function farIds(): Promise<void> {
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    const { rows } = await owner.query<{ name: string }>(
      `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND data_type = 'bigint'::regtype`,
    );
    for (const [index, { name }] of rows.entries())
      await owner.query(`ALTER SEQUENCE ${name} RESTART WITH ${FIRST_ID + index * 1_000}`);
    await owner.end();
  }

  async function rest(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ data: Record<string, unknown> }> {
    const headers = { authorization: `Bearer ${app.address.token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${app.address.api}/api/demo/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text || '{"data":{}}') as { data: Record<string, unknown> };
  }

  const lastPosition = async () => {
    const headers = { authorization: `Bearer ${app.address.token}` };
    return (await fetch(`${app.address.api}/api/demo/asset/${assetId}/location`, { headers })).status;
  };

  /** From an address of its own. */
  function report(lat: number): Promise<number> {
    const at = Math.floor(Date.now() / 1_000);
    const query = `/?id=${IMEI}&lat=${lat}&lon=11.97&speed=20&timestamp=${at}&driverUniqueId=secret-driver`;
    return new Promise((resolve, reject) => {
      const port = app.demo.trackers.osmand;
      const call = request(
        { host: '127.0.0.1', port, path: query, method: 'POST', localAddress: DEVICE_ADDRESS },
        (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      call.on('error', reject).end();
    });
  }

  const create = async (fields: object = {}): Promise<string> => {
    const subject = { type: 'asset', asset_id: assetId };
    const body = {
      name: SECRETS.linkName,
      reference: SECRETS.reference,
      subject,
      access_mode: 'public',
      ...fields,
    };
    return (await rest('POST', 'tracking-link', body)).data.uuid as string;
  };

  async function call<T>(method: string, path: string, token?: string) {
    const answer = await callAsViewer<T>(method, `${app.address.api}/api/public/tracking/${path}`, token);
    seen.push(answer.bytes);
    return answer;
  }

  const verify = async (uuid: string): Promise<ViewerSession> =>
    (await call<ViewerSession>('POST', `${uuid}/verify`)).body;

  function watch(session: ViewerSession): LinkViewer {
    const viewer = new LinkViewer(app.address.wsPort, session, `${app.address.api}/broadcasting/auth`);
    viewers.push(viewer);
    return viewer;
  }

  /** By the token itself, as native clients do. */
  function watchRaw(session: ViewerSession): RawViewer {
    const viewer = new RawViewer(app.address.wsPort, session);
    viewers.push(viewer);
    return viewer;
  }

  const ENDS: [end: string, code: number, fields: () => object, act: (uuid: string) => Promise<unknown>][] = [
    [
      'time',
      4004,
      () => ({ expires_at: new Date(Date.now() + 4_000).toISOString() }),
      () => Promise.resolve(),
    ],
    ['disabled', 4004, () => ({}), (uuid) => rest('PATCH', `tracking-link/${uuid}`, { status: 'disabled' })],
    ['deleted', 4004, () => ({}), (uuid) => rest('DELETE', `tracking-link/${uuid}`)],
  ];

  it.each(ENDS)(
    'shows where the vehicle is until it ends (%s), on the channel and by polling',
    async (reason, code, fields, act) => {
      const uuid = await create(fields());
      const session = await verify(uuid);
      const [viewer, raw] = [watch(session), watchRaw(session)];
      await eventually(async () => {
        await report(57.7 + Math.random() / 100);
        expect(viewer.namesOf().filter((name) => name === '.location.updated').length).toBeGreaterThan(1);
      });
      await eventually(() => expect(raw.frames.join()).toContain('.location.updated'));
      expect((await call<Polled>('GET', `${uuid}/location`, session.session_token)).body.data).not.toBeNull();
      await act(uuid);
      await eventually(() => expect(viewer.errors[0]).toMatchObject({ data: { code } }));
      expect(viewer.events.at(-1)).toEqual(['.link.expired', { reason, at: expect.any(String) as string }]);
      await eventually(() => expect(raw.closedWith).toBe(code));
      // It does not come back by itself.
      await eventually(() => expect(viewer.states.at(-1)).toBe('disconnected'));
      const gone = reason === 'deleted' ? 'LINK_NOT_FOUND' : 'LINK_INACTIVE';
      await eventually(async () =>
        expect((await call('GET', `${uuid}/location`, session.session_token)).body).toMatchObject({
          code: gone,
        }),
      );
      seen.push(...raw.frames);
    },
  );

  it('lets a revoked viewer go with 4001, and nobody else', async () => {
    const uuid = await create();
    const [one, other] = [watchRaw(await verify(uuid)), watchRaw(await verify(uuid))];
    await eventually(() =>
      expect([one, other].every(({ frames }) => frames.join().includes('subscription_succeeded'))).toBe(true),
    );
    const { data } = await rest('GET', `tracking-link/${uuid}/sessions`);
    const [, first] = data as unknown as { id: string }[];
    await rest('POST', `tracking-link/${uuid}/sessions/${first?.id}/revoke`);
    await eventually(() => expect(one.closedWith).toBe(4001));
    expect(other.closedWith).toBeNull();
  });

  it('is closed to the session of another link', async () => {
    const [uuid, other] = [await create(), await create()];
    const session = { ...(await verify(uuid)), channel: `private-tracking.${other}` };
    const raw = watchRaw(session);
    await eventually(() => expect(raw.closedWith).toBe(4001));
    const viewer = watch(session);
    await eventually(() =>
      expect(viewer.events).toMatchObject([['pusher:subscription_error', { status: 401 }]]),
    );
    seen.push(...raw.frames);
  });

  it('of the demo is open to everybody', async () => {
    const { links } = app.demo;
    expect((await call('GET', links.public.uuid)).body).toMatchObject({
      status: 'active',
      access_mode: 'public',
    });
    expect((await call('POST', `${links.public.uuid}/verify`)).status).toBe(200);
    expect((await call('GET', links.authorized_only_code.uuid)).body).toMatchObject({
      requires: ['email', 'code'],
    });
  });

  it('is followed by the example for curl from the first call to the last', async () => {
    const script = path.resolve(__dirname, '../../examples/curl/follow-link.sh');
    const { stdout } = await promisify(execFile)('sh', [script, app.address.api, await create()]);
    expect(stdout).toMatch(/^link: .*"active".*\nsession: .*true.*\nlocation: .*"lat":57\.7.*\nleft\n$/);
    seen.push(stdout);
  });

  it('tells viewers nothing else: no byte of all that they got', async () => {
    await call('GET', 'unknown');
    const everything = seen.flatMap((text) => layersOf(text)).join('\n');
    expect(everything).toContain('57.7');
    const forbidden = [
      ...Object.values(SECRETS),
      'secret-driver',
      '"demo"',
      'Demo fleet',
      '127.0.0.77',
      DEVICE_ADDRESS,
    ];
    expect(forbidden.filter((secret) => everything.includes(secret))).toEqual([]);
    expect(everything.match(/7777\d{6}|"(seq|assetId|asset_id|accountId|account)"/g)).toBeNull();
  });
});
