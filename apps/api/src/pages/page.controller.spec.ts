import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest } from '../api.testing';
import { withMap } from './page-map';
import { WebFiles } from './web-files';

const HTML = '<!doctype html><title>Live tracking</title>';

describe('the tracking page', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-web-'));
    mkdirSync(path.join(folder, 'assets'));
    writeFileSync(path.join(folder, 'track.html'), HTML);
    writeFileSync(path.join(folder, 'assets/track-1.js'), 'let a;');
    writeFileSync(path.join(folder, 'secret.key'), 'secret');
    const read = WebFiles.in.bind(WebFiles, folder);
    jest.spyOn(WebFiles, 'load').mockImplementation(read);
    api = await ApiUnderTest.start({ WS_PUBLIC_URL: 'wss://ws.example.com/' });
    account = await api.seed('alpha', 1);
  });
  afterAll(async () => {
    await api.stop();
    rmSync(folder, { recursive: true });
  });

  const get = (url: string, headers: Record<string, string> = {}) =>
    fetch(`${api.address}${url}`, { headers });

  it('is the same for every uuid, down to its headers, and found by no search engine', async () => {
    const answers = await Promise.all(
      [randomUUID(), randomUUID(), 'no-uuid'].map(async (uuid) => {
        const { status, headers } = await get(`/t/${uuid}`);
        return {
          status,
          headers: [...headers].filter(([name]) => name !== 'date' && name !== 'traceparent'),
        };
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    const page = await get(`/t/${randomUUID()}`);
    expect(await page.text()).toBe(HTML);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('has a policy without inline scripts or styles, for this server and its WebSocket', async () => {
    const policy = (await get(`/t/${randomUUID()}`)).headers.get('content-security-policy') ?? '';
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "connect-src 'self' wss://ws.example.com",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]),
    );
  });

  it('shows the tiles that are configured, and its policy allows that origin and nothing else', async () => {
    const tilesUrl = 'https://tiles.example.com:8443/a"<b/{z}/{x}/{y}{r}.png?key=k&v=1';
    const page = withMap('<head></head>', { tilesUrl, attribution: '© "A" & <B>' });
    expect(page).toBe(
      '<head><meta name="map-tiles" content="https://tiles.example.com:8443/a&quot;&lt;b/{z}/{x}/{y}{r}.png?key=k&amp;v=1" />' +
        '<meta name="map-attribution" content="© &quot;A&quot; &amp; &lt;B&gt;" /></head>',
    );
    const own = (await get(`/t/${randomUUID()}`)).headers.get('content-security-policy') ?? '';
    expect(own.split('; ')).toContain("img-src 'self'");
    const { base } = await api.startReplica({ MAP_TILES_URL: 'https://tiles.example.com/{z}/{x}/{y}.png' });
    const { headers } = await fetch(`${base}/t/${randomUUID()}`);
    const policy = headers.get('content-security-policy') ?? '';
    const allowed = own.replace("img-src 'self'", "img-src 'self' https://tiles.example.com");
    expect(policy).toBe(allowed.replace('wss://ws.example.com', /wss?:[^;]+/.exec(policy)?.[0] ?? ''));
  });

  it.each([
    'https://tiles.example.com/0.png',
    'javascript:{z}{x}{y}',
    "https://a.example; script-src 'unsafe-inline'/{z}/{x}/{y}",
    'https://*/{z}/{x}/{y}',
    'https://a.example /{z}/{x}/{y}',
  ])('takes no such address of tiles: %s', async (tiles) => {
    await expect(api.startReplica({ MAP_TILES_URL: tiles })).rejects.toThrow('MAP_TILES_URL');
  });

  it('is framed only where the brand allows it', async () => {
    const token = await api.tokenFor(account, ['links:read', 'links:write']);
    const { body } = await api.send('POST', '/api/alpha/brand', token, {
      ...{ name: 'Acme', embed_origins: ['https://shop.acme.example'] },
    });
    const framed = await get(`/embed/${(body.data as { id: string }).id}/${randomUUID()}`);
    expect(framed.headers.get('content-security-policy')).toContain(
      'frame-ancestors https://shop.acme.example;',
    );
    expect(framed.headers.get('x-frame-options')).toBeNull();
    expect(framed.headers.get('x-robots-tag')).toBe('noindex, nofollow');
    for (const brand of [randomUUID(), 'no-uuid']) {
      const { headers } = await get(`/embed/${brand}/${randomUUID()}`);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it.each(['br', 'gzip', 'identity'])(
    'comes compressed (%s), with files that may be kept for ever',
    async (encoding) => {
      const answer = await get('/assets/track-1.js', { 'accept-encoding': encoding });
      expect(answer.headers.get('content-encoding') ?? 'identity').toBe(encoding);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      expect(await answer.text()).toBe('let a;');
    },
  );

  it.each(['/assets/unknown.js', '/assets/..%2fsecret.key', '/assets/secret.key', '/t', '/t/a/b'])(
    'serves nothing else: %s',
    async (url) => expect((await get(url)).status).toBe(404),
  );
});
