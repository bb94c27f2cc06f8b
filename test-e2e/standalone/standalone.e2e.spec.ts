import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import Echo from 'laravel-echo';
import Pusher from 'pusher-js';
import type { DemoFile } from '../../apps/standalone/src/demo/demo-file';
import { connectApp, disconnectApps, joined, received } from '../support/app-client';
import { AppProcess, endLeftovers } from '../support/app-process';
import { PusherBackend } from '../support/pusher-backend';
import { accessToken, LiveClient, type LiveAddress } from '../support/live-client';

const PORTS = { API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: 'teltonika:0,osmand:0' };

describe('standalone, as npm start runs it', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-e2e-'));
  chmodSync(folder, 0o755);
  let env: Record<string, string>;
  let backend: PusherBackend;
  const clients: { disconnect(): void }[] = [];
  let app: AppProcess;
  let demo: DemoFile;
  let address: LiveAddress & { token: string };

  beforeAll(async () => {
    backend = await PusherBackend.start();
    const apps = JSON.stringify([backend.app]);
    env = { ...PORTS, DATA_DIR: path.join(folder, 'data'), PUSHER_APPS: apps };
    await start({});
  }, 60_000);

  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });

  afterAll(async () => {
    await app.end('SIGTERM');
    await endLeftovers();
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(more: Record<string, string>): Promise<void> {
    app = await AppProcess.start('standalone', { ...env, ...more });
    demo = await eventually(
      () => JSON.parse(readFileSync(path.join(folder, 'data/demo.json'), 'utf8')) as DemoFile,
    );
    const api = `http://127.0.0.1:${app.port('api')}`;
    const token = await accessToken(api, demo.oauth);
    address = { api, token, key: demo.app.key, wsPort: app.port('websocket') };
  }

  function connect(options?: { wsPath?: string }): LiveClient {
    const client = new LiveClient(address, options);
    clients.push(client);
    return client;
  }

  it('gets the environment of whoever starts it, though npm builds the pages before', () => {
    // `npm test` builds and starts Jest as `npm start` does the app, and Jest leaves alone what is set.
    expect(process.env.NODE_ENV).toBe('test');
  });

  it('streams the demo fleet to pusher-js on the account channel and on the channel of an asset', async () => {
    const client = connect();
    await client.subscribe(`private-account.${demo.accountKey}`);
    const moved = await eventually(
      () => {
        const assets = new Set(client.positions.map(({ assetId }) => assetId));
        if (assets.size < 12) throw new Error(`${assets.size} of 12 vehicles so far`);
        const first = client.positions.find(({ status }) => status === 'moving');
        if (!first) throw new Error('nothing moves yet');
        return first;
      },
      { timeoutMs: 30_000 },
    );

    const one = connect();
    await one.subscribe(`private-asset.${moved.assetId}`);
    await eventually(() => expect(one.positions.length).toBeGreaterThan(1), { timeoutMs: 20_000 });
    expect(new Set(one.positions.map(({ assetId }) => assetId))).toEqual(new Set([moved.assetId]));
    expect(client.backwards).toEqual([]);
  });

  it.each([
    ['..location.updated', undefined],
    ['.location.updated', '/plain'],
  ])('streams to laravel-echo that listens to %s (path %s)', async (event, wsPath) => {
    const echo = new Echo({
      broadcaster: 'pusher',
      Pusher,
      key: address.key,
      wsHost: '127.0.0.1',
      wsPort: address.wsPort,
      wssPort: address.wsPort,
      wsPath: wsPath ?? '',
      forceTLS: false,
      enabledTransports: ['ws', 'wss'],
      disableStats: true,
      cluster: '',
      authEndpoint: `${address.api}/broadcasting/auth`,
      auth: { headers: { Authorization: `Bearer ${address.token}` } },
    });
    clients.push(echo);
    const received: unknown[] = [];
    echo.private(`account.${demo.accountKey}`).listen(event, (data: unknown) => received.push(data));
    await eventually(() => expect(received.length).toBeGreaterThan(0), { timeoutMs: 20_000 });
  });

  it('streams again with a new token after the old one was revoked, as docs/streams.md renews it', async () => {
    let token = address.token;
    const pusher = new Pusher(address.key, {
      wsHost: '127.0.0.1',
      wsPort: address.wsPort,
      forceTLS: false,
      enabledTransports: ['ws', 'wss'],
      disableStats: true,
      cluster: '',
      channelAuthorization: {
        transport: 'ajax',
        endpoint: `${address.api}/broadcasting/auth`,
        headersProvider: () => ({ Authorization: `Bearer ${token}` }),
      },
    });
    clients.push(pusher);
    let received = 0;
    const channel = pusher.subscribe(`private-account.${demo.accountKey}`);
    channel.bind('.location.updated', () => (received += 1));
    await eventually(() => expect(received).toBeGreaterThan(0), { timeoutMs: 20_000 });

    const { clientId: client_id, clientSecret: client_secret } = demo.oauth;
    const body = new URLSearchParams({ token, client_id, client_secret });
    expect((await fetch(`${address.api}/oauth/revoke`, { method: 'POST', body })).status).toBe(200);
    await eventually(() => expect(pusher.connection.state).toBe('disconnected'));
    token = address.token = await accessToken(address.api, demo.oauth);
    received = 0;
    pusher.disconnect();
    pusher.connect();
    await eventually(() => expect(received).toBeGreaterThan(0), { timeoutMs: 20_000 });
  });

  it('streams on the port of the API, too', async () => {
    const client = new LiveClient({ ...address, wsPort: app.port('api') });
    clients.push(client);
    await client.subscribe(`private-account.${demo.accountKey}`);
    await eventually(() => expect(client.positions.length).toBeGreaterThan(0), { timeoutMs: 20_000 });
  });

  it('serves Pusher apps beside its own streams, on both ports', async () => {
    const ports = [app.port('websocket'), app.port('api')];
    const sdk = backend.sdk(app.port('websocket'));
    const got = await Promise.all(
      ports.map(async (port) =>
        received(await joined(connectApp(sdk, port, { id: 'u' }), 'presence-shop'), 'sale'),
      ),
    );
    await sdk.trigger('presence-shop', 'sale', { percent: 10 });
    await eventually(() => expect(got).toEqual([[{ percent: 10 }], [{ percent: 10 }]]));
    disconnectApps();
  });

  it('puts a phone on the map by one request, and answers its position by REST', async () => {
    const client = connect();
    const phone = demo.assets.at(-1) ?? 0;
    await client.subscribe(`private-asset.${phone}`);
    const sent = await fetch(`http://127.0.0.1:${app.port('osmand')}/?id=my-phone&lat=57.7089&lon=11.9746`);
    expect(sent.status).toBe(200);
    await eventually(() =>
      expect(client.positions).toMatchObject([{ assetId: phone, lat: 57.7089, lng: 11.9746 }]),
    );

    const headers = { authorization: `Bearer ${address.token}` };
    const answer = await fetch(`${address.api}/api/${demo.accountKey}/asset/${phone}/location`, { headers });
    expect(await answer.json()).toEqual({ data: client.positions[0] });
  });

  it('takes the report of a phone on the API’s port, too', async () => {
    const client = connect();
    await client.subscribe(`private-asset.${demo.assets.at(-1)}`);
    const report = await fetch(`${address.api}/osmand?id=my-phone&lat=57.7089&lon=11.9747`);
    expect(report.status).toBe(200);
    await eventually(() => expect(client.positions.map(({ lng }) => lng)).toContain(11.9747));
  });

  it('hears a phone on its open connection as soon as it is registered', async () => {
    const reported = async () => {
      const response = await fetch(`http://127.0.0.1:${app.port('osmand')}/?id=new-phone&lat=57.7&lon=11.9`);
      return [response.status, await response.text()];
    };
    expect(await reported()).toEqual([400, 'This device is not registered.\n']);
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ unique_id: 'new-phone', protocol: 'osmand', asset_id: demo.assets[0] }),
    };
    const registered = await fetch(`${address.api}/api/${demo.accountKey}/device`, init);
    expect(registered.status).toBe(201);
    // What it was before is remembered for a minute: it is heard because the change was announced.
    await eventually(async () => expect(await reported()).toEqual([200, '']));
  });

  /** What a browser asks for. */
  const browse = (path: string): Promise<Response> =>
    fetch(`${address.api}${path}`, { headers: { accept: 'text/html' }, redirect: 'manual' });

  it('leads from its front door to the demo, programs to the documents', async () => {
    const { status, headers } = await browse('/');
    expect([status, headers.get('location')]).toEqual([302, '/demo']);
    expect(await (await fetch(`${address.api}/`)).json()).toMatchObject({ documentation: '/docs/api' });
  });

  it('serves the demo page and all that it loads', async () => {
    const page = await (await browse('/demo')).text();
    const files = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.some((file) => /^assets\/demo-.*\.js$/.test(file))).toBe(true);
    for (const file of [...files, 'demo/session.json'])
      expect([file, (await fetch(`${address.api}/${file}`)).status]).toEqual([file, 200]);
    expect((await fetch(`${address.api}/demo/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it('refuses a channel of another account with 403, a wrong token with 401', async () => {
    const authorise = (token: string) =>
      fetch(`${address.api}/broadcasting/auth`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams({ socket_id: '1.2', channel_name: 'private-account.somebody-else' }),
      });
    expect((await authorise(address.token)).status).toBe(403);
    const refused = await authorise('nonsense');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
  });

  it('lets the owner of the demo sign in, and shows mail on the console', async () => {
    const post = (path: string, body: object) =>
      fetch(`${address.api}/api/auth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const { email, password } = demo.user;
    const signedIn = await post('sign-in', { email, password });
    const [cookie = ''] = signedIn.headers.getSetCookie()[0]?.split(';') ?? [];
    const caller = await fetch(`${address.api}/api/user`, { headers: { cookie } });
    expect(await caller.json()).toMatchObject({
      data: { accounts: [{ key: 'demo' }], user: { role: 'owner' } },
    });
    expect((await post('password-reset', { email })).status).toBe(202);
    await eventually(() =>
      expect(app.lines.join('\n')).toMatch(/Mail to owner@[^\n]+\n[^]*reset-password#token=/),
    );
    // The demo's page is shown the codes of viewers, and nobody else's mail.
    const caught = await fetch(`${address.api}/demo/code?email=${email}`);
    expect(await caught.json()).toEqual({ code: null });
  });

  it('says what to do if it is already running', async () => {
    const second = AppProcess.spawn('standalone', env);
    expect(await second.exit).toBe(1);
    expect(second.lines.at(-1)).toMatch(/already running.*DATA_DIR/);
  });

  it('ends with 0 on Ctrl-C, and shows the last positions at once after a restart, without the demo', async () => {
    expect(await app.end('SIGINT')).toBe(0);
    await eventually(() => expect(app.lines.at(-1)).toMatch(/^\{"level":"info",.*"msg":"stopped"\}$/));
    await start({ DEMO: 'off' });
    for (const path of ['demo', 'demo/session.json', 'demo/code'])
      expect([path, (await fetch(`${address.api}/${path}`)).status]).toEqual([path, 404]);
    for (const path of ['demo/client', 'demo/log/stop'])
      expect([path, (await fetch(`${address.api}/${path}`, { method: 'POST' })).status]).toEqual([path, 404]);
    expect((await browse('/')).status).toBe(200);
    expect(await (await browse('/demo')).text()).toContain('There is no page at this address');
    expect(app.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    const client = connect();
    await client.subscribe(`private-account.${demo.accountKey}`);
    await eventually(() => expect(client.positions.length).toBeGreaterThanOrEqual(12), { timeoutMs: 2_000 });
  });
});
