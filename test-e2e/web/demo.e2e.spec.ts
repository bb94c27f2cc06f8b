import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually, freePort } from '@yipii/testing';
import { DemoApp } from '../support/demo-app';
import { DemoVisitor } from './demo-visitor';
import { useBrowser } from './use-browser';

const STEP_MS = 180_000;
const FLEET = { timeoutMs: 30_000 };
/** By step: what its card shows when it is done, in this order. */
const STEPS: [step: string, shows: RegExp][] = [
  ['authenticate', /200\s+POST \/oauth\/token[^]*"access_token"/],
  ['subscribe', /connection_established[^]*subscription_succeeded\s+private-account\.demo/],
  ['receive', /\.location\.updated\s+private-account\.demo[^]*"seq"/],
  ['link-public', /\.location\.updated\s+private-tracking\.[^]*"display_name"/],
  ['link-email', /\.location\.updated\s+private-tracking\./],
  ['link-email-code', /Code from the mail that was sent: \d{6}[^]*\.location\.updated\s+private-tracking\./],
  ['link-authorized', /\.location\.updated\s+private-tracking\./],
  ['link-authorized-code', /Code from the mail[^]*\.location\.updated\s+private-tracking\./],
  ['disable', /\.link\.expired[^]*pusher:error[^]*4004\s+close/],
  ['arrival', /\.link\.expired[^]*pusher:error[^]*4004\s+close/],
  ['schedule', /\.schedule\.changed[^]*"active": false/],
  ['vehicle', /\.vehicle\.changed[^]*\.location\.updated/],
  ['alert-raised', /\.alert\.triggered[^]*"state": "raised"/],
  ['alert-cleared', /\.alert\.cleared[^]*"state": "cleared"/],
  ['alert-acknowledged', /\.alert\.acknowledged[^]*"acknowledgedAt": "/],
  ['poll', /200\s+GET \/api\/public\/tracking\/[^]*"poll_after_seconds"/],
  ['break-link', /4004\s+close[^]*410\s+GET [^]*"LINK_INACTIVE"/],
  ['break-token', /pusher:error[^]*4009\s+close/],
  ['break-log', /\.location\.updated[^]*\.location\.updated[^]*200\s+GET \/api\/demo\/asset\/\d+\/track/],
];

const browser = useBrowser();

describe('the live demo', () => {
  let app: DemoApp;
  let api: string;

  beforeAll(async () => {
    app = await DemoApp.start({ API_PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) });
    api = app.address.api.replace('127.0.0.1', 'localhost');
  }, 60_000);
  afterAll(() => app.stop());

  const visit = (screen?: Parameters<typeof DemoVisitor.of>[2]) => DemoVisitor.of(browser(), api, screen);

  it('has a card for every step that is tested here', async () => {
    const { page } = await visit();
    const cards = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.card')].map(({ id }) => id)`,
    );
    expect(cards).toEqual(STEPS.map(([step]) => step));
  });

  it('shows the fleet on the map and as a list', async () => {
    const { page } = await visit();
    const count = () => page.locator('.vehicles li').count();
    await eventually(async () => expect(await count()).toBeGreaterThanOrEqual(12), FLEET);
    expect(await page.locator('#connection').textContent()).toBe('Live');
    const spots = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('.vehicle-icon')].map(({ style }) => style.transform)`,
      );
    const before = await spots();
    await eventually(async () => expect(await spots()).not.toEqual(before), FLEET);
  });

  it.each(STEPS)(
    'plays %s from a link to it, and shows what came over the wire',
    async (step, shows) => {
      const visitor = await visit({ hash: `#${step}` });
      const outside: string[] = [];
      visitor.page.on('request', (request) => {
        if (!request.url().startsWith(api)) outside.push(request.url());
      });
      expect(await visitor.play(step)).toMatch(shows);
      const lines = await visitor.lines();
      expect(lines.some((line) => /^→sent.*POST \//.test(line))).toBe(true);
      expect(lines.some((line) => /^←received.*20\d.*POST \//.test(line))).toBe(true);
      if (step !== 'authenticate' && step !== 'poll')
        expect(lines.some((line) => /^→sent.*pusher:subscribe/.test(line))).toBe(true);
      expect(outside).toEqual([]);
    },
    STEP_MS,
  );

  it('shows the program of a step in five languages, with credentials that work', async () => {
    const { page } = await visit();
    const program = page.locator('#authenticate .program');
    await program.locator('summary').click();
    const code = program.locator('code');
    await eventually(async () => expect(await code.textContent()).not.toContain('CLIENT_SECRET'));
    for (const [language, text] of [
      ['JavaScript', 'new URLSearchParams('],
      ['Python', 'import '],
      ['Swift', 'import Foundation'],
      ['Kotlin', 'fun '],
      ['curl', 'curl -sS'],
    ] as const) {
      await program.getByRole('button', { name: language }).click();
      expect([language, await code.textContent()]).toEqual([language, expect.stringContaining(text)]);
    }
    const { stdout } = await promisify(execFile)('sh', ['-c', (await code.textContent()) ?? '']);
    expect(JSON.parse(stdout)).toMatchObject({ token_type: 'Bearer' });
  });

  it('filters its log by kind and text, pauses, and forgets it', async () => {
    const visitor = await visit();
    const { page } = visitor;
    await visitor.play('subscribe');
    await page.getByLabel('What to show').selectOption('rest');
    expect(await visitor.lines()).toEqual([
      ...['→sentPOST /oauth/token', '←received200POST /oauth/token'],
      ...['→sentPOST /broadcasting/auth', '←received200POST /broadcasting/auth'],
    ]);
    await page.getByLabel('Filter by text').fill('BROADCASTING');
    expect(await visitor.lines()).toHaveLength(2);
    await page.getByLabel('What to show').selectOption('all');
    await page.getByLabel('Filter by text').fill('');
    await page.getByRole('button', { name: 'Pause' }).click();
    const paused = await visitor.lines();
    await visitor.play('receive');
    expect(await visitor.lines()).toEqual(paused);
    await page.getByRole('button', { name: 'Go on' }).click();
    expect((await visitor.lines()).length).toBeGreaterThan(paused.length);
    await page.getByLabel('What to show').selectOption('rest');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    expect(await page.locator('.wire').textContent()).toContain('Nothing yet.');
  });
});
