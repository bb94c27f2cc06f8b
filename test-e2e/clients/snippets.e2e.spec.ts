import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import { snippet, STEPS, type SnippetValues, type StepId } from '../../apps/web/src/demo/snippets';
import { endLeftovers, ROOT } from '../support/app-process';
import { accessToken } from '../support/live-client';
import { FollowedVehicle } from '../web/followed-vehicle';
import { RUNNABLE, SnippetProgram, type RunnableLanguage } from './snippet-program';

/** What a program prints once it has done its step; curl, which has no WebSocket, asks REST instead. */
const SHOWS = {
  authenticate: [/"access_token"/, /"access_token"/],
  subscribe: [/^subscribed private-account\.demo$/m, /"auth":.*"data":\[/s],
  receive: [/^\.location\.updated \{"assetId"/m, /"auth":.*"data":\[/s],
  'link-public': [/^\.location\.updated \{"timestamp"/m, /"auth":.*"poll_after_seconds"/s],
  'link-email': [/^\.location\.updated \{"timestamp"/m, /"auth":.*"poll_after_seconds"/s],
  'link-email-code': [/^\.location\.updated \{"timestamp"/m, /"auth":.*"poll_after_seconds"/s],
  'link-authorized': [/^\.location\.updated \{"timestamp"/m, /"auth":.*"poll_after_seconds"/s],
  'link-authorized-code': [/^\.location\.updated \{"timestamp"/m, /"auth":.*"poll_after_seconds"/s],
  disable: [/^\.link\.expired .*"disabled".*"?code"?: ?4004/ms, /"status":"disabled".*LINK_INACTIVE/s],
  arrival: [/^\.link\.expired .*"arrival"/m, /"arrival":\{.*"auth":/s],
  schedule: [/^\.schedule\.changed /m, /"windows":/],
  vehicle: [/^\.vehicle\.changed /m, /"stops":.*"auth":/s],
  'alert-raised': [/^\.alert\.triggered \{"id"/m, /"auth":.*"data":\[/s],
  'alert-cleared': [/^\.alert\.cleared \{"id"/m, /"auth":.*"data":\[/s],
  'alert-acknowledged': [/^\.alert\.acknowledged \{"id"/m, /"acknowledgementNote":"On my way".*"data":\[/s],
  poll: [/\/location 200 .*"poll_after_seconds"/, /"poll_after_seconds"/],
  'break-link': [/\/session 410 .*LINK_INACTIVE/, /LINK_INACTIVE/],
  'break-token': [/"?code"?: ?4009/, /"status":401/],
  'break-log': [/^\.location\.updated \{"assetId"/m, /"auth":.*"data":\[/s],
} as const satisfies Record<StepId, readonly [streaming: RegExp, curl: RegExp]>;

const LINKS: Partial<Record<StepId, object>> = {
  'link-email': { access_mode: 'email' },
  'link-email-code': { access_mode: 'email_code' },
  'link-authorized': { access_mode: 'authorized_only', require_code: false },
  'link-authorized-code': { access_mode: 'authorized_only', require_code: true },
};
/** Alerts are the demo fleet's own: somebody drives too fast every few seconds, and slows down again. */
const TIMEOUT_MS = 150_000;

describe("the programs that the demo's page shows", () => {
  let folder: string;
  let vehicle: FollowedVehicle;
  const taken = new Set<string>();
  const started = new Map<string, Promise<SnippetProgram>>();

  beforeAll(async () => {
    mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
    // Where programs find the packages.
    folder = mkdtempSync(path.join(ROOT, 'dist/snippets-'));
    vehicle = await FollowedVehicle.start();
  }, 90_000);
  afterAll(async () => {
    for (const program of await Promise.all(started.values())) await program.end();
    await vehicle.stop();
    await endLeftovers();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(STEPS)('do what the step says: %s', async (step) => {
    await Promise.all(
      RUNNABLE.map(async (language) => {
        const program = await start(step, language);
        const shown = SHOWS[step][language === 'curl' ? 1 : 0];
        await eventually(
          async () => {
            await vehicle.drive(step === 'arrival' ? { ...(await spot()), speed: '0' } : {});
            expect(program.output).toMatch(shown);
          },
          { timeoutMs: TIMEOUT_MS },
        );
        await program.end();
      }),
    );
  });

  function start(step: StepId, language: RunnableLanguage): Promise<SnippetProgram> {
    const name = `${step}-${language}`;
    const known = started.get(name) ?? run(step, language, name);
    started.set(name, known);
    return known;
  }

  async function run(step: StepId, language: RunnableLanguage, name: string): Promise<SnippetProgram> {
    const values = await valuesFor(step, language);
    const printed = vehicle.printed;
    const program = await SnippetProgram.start(language, snippet(step, language, values), { folder, name });
    if (step.endsWith('-code')) program.type(await vehicle.code(values.email, printed));
    return program;
  }

  async function valuesFor(step: StepId, language: RunnableLanguage): Promise<SnippetValues> {
    const { address, demo } = vehicle.app;
    const email = `${language}@example.com`;
    const route = await vehicle.route();
    const followed = step === 'vehicle' ? { subject: { type: 'route', route_id: route.id } } : LINKS[step];
    const linkUuid = await vehicle.link({ allowed_emails: [email], ...followed });
    const values = {
      ...{ api: address.api, wsHost: '127.0.0.1', wsPort: address.wsPort, wsTls: false },
      ...{ appKey: address.key, accountKey: demo.accountKey, assetId: String(vehicle.assetId) },
      ...{ otherAssetId: String(demo.assets[1]), routeId: String(route.id), linkUuid, email },
      ...{ ...demo.oauth, token: step === 'break-token' ? await aToken() : address.token },
      sessionToken: step in LINKS ? '' : await aSession(linkUuid),
      alertId: step === 'alert-acknowledged' ? await anAlert() : '',
      ...(await place()),
    };
    if (step === 'break-link')
      await vehicle.rest('PATCH', `tracking-link/${linkUuid}`, { status: 'disabled' });
    return values;
  }

  /** One that nobody has taken care of; another one each time. */
  function anAlert(): Promise<string> {
    return eventually(
      async () => {
        const alerts = await vehicle.rest<readonly { id: string }[]>(
          'GET',
          'alert?acknowledged=false&limit=50',
        );
        const fresh = alerts.find(({ id }) => !taken.has(id));
        if (!fresh) throw new Error('No alert yet');
        taken.add(fresh.id);
        return fresh.id;
      },
      { timeoutMs: TIMEOUT_MS },
    );
  }

  /** Where the vehicle is. */
  async function place(): Promise<{ lat: number; lng: number }> {
    const { lat, lng } = await vehicle.rest<{ lat: number; lng: number }>(
      'GET',
      `asset/${vehicle.assetId}/location`,
    );
    return { lat, lng };
  }

  /** Where it stays, as a phone reports it. */
  async function spot(): Promise<object> {
    const { lat, lng } = await place();
    return { lat: String(lat), lon: String(lng) };
  }

  function aToken(): Promise<string> {
    return accessToken(vehicle.app.address.api, vehicle.app.demo.oauth);
  }

  async function aSession(uuid: string): Promise<string> {
    const answer = await fetch(`${vehicle.api}/api/public/tracking/${uuid}/verify`, { method: 'POST' });
    return ((await answer.json()) as { session_token: string }).session_token;
  }
});
