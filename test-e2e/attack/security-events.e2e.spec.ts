import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { encodeLogin } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import type { DemoFile } from '../../apps/standalone/src/demo/demo-file';
import { AppProcess, endLeftovers, ROOT } from '../support/app-process';
import { FleetSocket } from '../support/fleet-socket';
import { accessToken } from '../support/live-client';
import { metricOf } from '../support/metrics-page';
import { RawSocket } from '../support/raw-socket';

const IMEI = '356307042441013';
const SHOP = { id: '7', key: 'shop', secret: 'a secret of the shop' };
const JSON_BODY = { 'content-type': 'application/json' };
const SAME_ORIGIN = { ...JSON_BODY, 'sec-fetch-site': 'same-origin' };

/** What is done, and the event that must then be counted, with its reason. */
const OCCASIONS = [
  ['asks without a credential', 'authentication_failed', 'unauthenticated'],
  ['shows a token that is none', 'authentication_failed', 'invalid_token'],
  ['guesses the secret of an OAuth client', 'authentication_failed', 'invalid_client'],
  ['guesses a password', 'authentication_failed', 'sign_in_failed'],
  ['guesses a mailed link', 'authentication_failed', 'link_invalid'],
  ['uses a session without its CSRF token', 'authentication_failed', 'csrf_token_invalid'],
  ['opens a WebSocket with a token that is none', 'authentication_failed', 'bearer'],
  ['publishes with a wrong signature', 'authentication_failed', 'signature'],
  ['subscribes with a wrong signature', 'authentication_failed', 'subscription'],
  ['signs a user in with a wrong signature', 'authentication_failed', 'sign_in'],
  ['opens a WebSocket of an unknown app', 'upgrade_refused', '4001'],
  ['guesses the code of a link', 'viewer_refused', 'code_invalid'],
  ['names an address that a link does not list', 'viewer_refused', 'address_not_allowed'],
  ['reports by another protocol', 'device_refused', 'other_protocol'],
  ['reports without the secret', 'device_refused', 'wrong_secret'],
  ['reports from a page', 'device_refused', 'browser'],
  ['is two open connections of one device', 'device_doubled', 'second_connection'],
  ['revokes a token', 'access_revoked', 'token'],
  ['loses a socket by it', 'connections_ended', 'token'],
] as const;
type Occasion = (typeof OCCASIONS)[number][0];

describe('whoever', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-security-'));
  chmodSync(folder, 0o755);
  const open: Socket[] = [];
  let app: AppProcess;
  let api: string;
  let demo: DemoFile;

  beforeAll(async () => {
    app = await AppProcess.start('standalone', {
      ...{ DATA_DIR: path.join(folder, 'data'), API_PORT: '0', GATEWAY_PORT: '0' },
      ...{ INGESTION_PORTS: 'teltonika:0,osmand:0', PUSHER_APPS: JSON.stringify([SHOP]) },
    });
    api = `http://127.0.0.1:${app.port('api')}`;
    const file = path.join(folder, 'data', 'demo.json');
    demo = await eventually(() => JSON.parse(readFileSync(file, 'utf8')) as DemoFile);
    const token = await accessToken(api, demo.oauth);
    for (const device of [{ unique_id: IMEI }, { unique_id: 'p', protocol: 'osmand', secret: 'pa55word' }]) {
      const asset = await post('/api/demo/asset', { name: device.unique_id }, bearer(token));
      const { data } = (await asset.json()) as { data: { id: number } };
      const input = { protocol: 'teltonika', ...device, asset_id: data.id };
      expect((await post('/api/demo/device', input, bearer(token))).status).toBe(201);
    }
  }, 90_000);
  afterAll(async () => {
    for (const socket of open) socket.destroy();
    await app.end('SIGTERM');
    await endLeftovers();
    rmSync(folder, { recursive: true, force: true });
  });

  const occasions: Record<Occasion, () => Promise<unknown>> = {
    'asks without a credential': () => fetch(`${api}/api/user`),
    'shows a token that is none': () => fetch(`${api}/api/user`, { headers: bearer('none') }),
    'guesses the secret of an OAuth client': () =>
      fetch(`${api}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'client_credentials', client_id: demo.oauth.clientId, client_secret: 'guess' },
        }),
      }),
    'guesses a password': () => post('/api/auth/sign-in', { email: demo.user.email, password: 'guess' }),
    'guesses a mailed link': () =>
      post('/api/auth/password-reset/confirm', { token: 'x'.repeat(43), password: 'correct horse battery' }),
    'uses a session without its CSRF token': async () => {
      const session = await post('/api/auth/sign-in', demo.user, SAME_ORIGIN);
      const [cookie = ''] = session.headers.getSetCookie()[0]?.split(';') ?? [];
      await post('/api/auth/sign-out', {}, { ...SAME_ORIGIN, cookie });
    },
    'opens a WebSocket with a token that is none': () =>
      upgraded(`/app/${demo.app.key}?protocol=7`, 'Authorization: Bearer none'),
    'publishes with a wrong signature': () => {
      const signed = `auth_key=${SHOP.key}&auth_timestamp=${Math.floor(Date.now() / 1_000)}&auth_version=1.0`;
      return fetch(
        `http://127.0.0.1:${app.port('websocket')}/apps/${SHOP.id}/channels?${signed}&auth_signature=${'0'.repeat(64)}`,
      );
    },
    'subscribes with a wrong signature': () =>
      said('pusher:subscribe', { channel: 'private-a', auth: `${SHOP.key}:${'0'.repeat(64)}` }),
    'signs a user in with a wrong signature': () =>
      said('pusher:signin', { auth: `${SHOP.key}:${'0'.repeat(64)}`, user_data: '{"id":"1"}' }),
    'opens a WebSocket of an unknown app': () => upgraded('/app/unknown?protocol=7'),
    'guesses the code of a link': () =>
      verify(demo.links.email_code.uuid, { email: 'viewer@demo.example', code: '000000' }),
    'names an address that a link does not list': () =>
      verify(demo.links.authorized_only.uuid, { email: 'stranger@demo.example' }),
    'reports by another protocol': () => phone(IMEI),
    'reports without the secret': () => phone('p'),
    'reports from a page': () => phone('p', { origin: 'https://evil.example' }),
    'is two open connections of one device': async () => {
      for (let n = 1; n <= 2; n++) {
        const tracker = connect(app.port('teltonika'), '127.0.0.1');
        open.push(tracker);
        tracker.write(encodeLogin(IMEI));
        await once(tracker, 'data');
      }
    },
    'revokes a token': () => revoked(),
    'loses a socket by it': async () => {
      const token = await accessToken(api, demo.oauth);
      const { socket, socketId } = await FleetSocket.open(app.port('websocket'), demo.app.key);
      const channel = `private-account.${demo.accountKey}`;
      const answer = await post(
        '/broadcasting/auth',
        { socket_id: socketId, channel_name: channel },
        bearer(token),
      );
      await socket.subscribe(channel, ((await answer.json()) as { auth: string }).auth);
      await revoked(token);
      await eventually(() => expect(socket.closeCode).not.toBeNull());
    },
  };

  it.each(OCCASIONS)('%s is counted as %s by %s', async (occasion, event, reason) => {
    const name = `yipii_security_events_total{event="${event}",reason="${reason}"}`;
    const before = metricOf(await metrics(), name);
    await occasions[occasion]();
    await eventually(async () => expect(metricOf(await metrics(), name)).toBeGreaterThan(before));
    const isOfEvent = (text: string): boolean =>
      text.includes('"security":true') && text.includes(`"${event}"`);
    // What it printed may be read later than its metrics.
    await eventually(() => expect(app.lines.some(isOfEvent)).toBe(true));
    expect(app.lines.find(isOfEvent)).not.toMatch(/127\.0\.0\.1"|guess|pa55word|@demo\.example/);
  });

  it('reads docs/security.md finds every event that may be counted', async () => {
    const told = new Set(
      Array.from((await metrics()).matchAll(/security_events_total\{event="(\w+)"/g), ([, e]) => e),
    );
    const page =
      readFileSync(path.join(ROOT, 'docs/security.md'), 'utf8').split('## Security events')[1] ?? '';
    const listed = new Set(
      Array.from(page.split('\n## ')[0]?.matchAll(/^\| `(\w+_\w+)` +\|/gm) ?? [], ([, e]) => e),
    );
    expect([...listed].sort()).toEqual(
      [...new Set([...told, ...OCCASIONS.map(([, event]) => event)])].sort(),
    );
  });

  const metrics = async () => (await fetch(`http://127.0.0.1:${app.port('metrics')}/metrics`)).text();
  const bearer = (token: string) => ({ ...JSON_BODY, authorization: `Bearer ${token}` });
  const phone = (id: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${app.port('osmand')}/?id=${id}&lat=57.7&lon=11.9`, { headers });

  function post(
    target: string,
    body: object,
    headers: Record<string, string> = JSON_BODY,
  ): Promise<Response> {
    return fetch(`${api}${target}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  function verify(uuid: string, body: object): Promise<Response> {
    return post(`/api/public/tracking/${uuid}/verify`, body);
  }

  async function revoked(token?: string): Promise<void> {
    const body = new URLSearchParams({
      token: token ?? (await accessToken(api, demo.oauth)),
      ...{ client_id: demo.oauth.clientId, client_secret: demo.oauth.clientSecret },
    });
    expect((await fetch(`${api}/oauth/revoke`, { method: 'POST', body })).status).toBe(200);
  }

  /** Resolves when the server has said something. */
  async function upgraded(target: string, ...headers: readonly string[]): Promise<void> {
    const socket = connect(app.port('websocket'), '127.0.0.1');
    open.push(socket);
    const upgrade = ['Host: x', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    socket.write([`GET ${target} HTTP/1.1`, ...upgrade, key, ...headers, '', ''].join('\r\n'));
    await once(socket, 'data');
  }

  /** Says it on a socket of the shop. */
  async function said(event: string, data: object): Promise<void> {
    const listener = { text: () => undefined, closed: () => undefined };
    const socket = new RawSocket(
      { port: app.port('websocket'), path: `/app/${SHOP.key}?protocol=7` },
      listener,
    );
    await socket.opened;
    socket.send(JSON.stringify({ event, data }));
  }
});
