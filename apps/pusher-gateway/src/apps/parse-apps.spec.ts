import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadConfigs, type Environment } from '@yipii/platform';
import { WEBHOOK_EVENTS } from '../apps/webhook-events';
import { PusherAppsConfig } from './apps.config';
import { isOriginAllowed } from './origin-allowed';
import { type InvalidApps, parseApps } from './parse-apps';

const MINIMAL = { id: '3', key: 'k', secret: 's' };

const parse = (...apps: object[]): ReturnType<typeof parseApps> => parseApps(JSON.stringify(apps));

function problemsOf(json: string): readonly string[] {
  try {
    parseApps(json);
    return [];
  } catch (error) {
    return (error as InvalidApps).problems;
  }
}

const problems = (...apps: object[]): readonly string[] => problemsOf(JSON.stringify(apps));

describe('Pusher apps from JSON', () => {
  it('are restrictive by default', () => {
    expect(parse(MINIMAL)).toEqual({
      apps: [
        {
          ...MINIMAL,
          clientMessages: false,
          maxConnections: null,
          allowedOrigins: [],
          subscriptionCounts: false,
          webhooks: [],
        },
      ],
      warnings: [],
    });
    expect(parse()).toEqual({ apps: [], warnings: [] });
  });

  it('accept all their fields', () => {
    const app = {
      ...MINIMAL,
      clientMessages: true,
      maxConnections: 100,
      allowedOrigins: ['https://*.example'],
      subscriptionCounts: true,
      webhooks: [
        {
          url: 'https://backend.example/hook',
          events: ['channel_occupied', 'cache_miss'],
          filter: { channel_name_starts_with: 'private-' },
          headers: { Authorization: 'Bearer x' },
        },
      ],
    };
    expect(parse(app).apps).toEqual([
      {
        ...app,
        webhooks: [
          {
            url: app.webhooks[0]?.url,
            events: new Set(['channel_occupied', 'cache_miss']),
            channels: { startsWith: 'private-', endsWith: '' },
            headers: { authorization: 'Bearer x' },
          },
        ],
      },
    ]);
    expect(parse({ ...MINIMAL, webhooks: [{ url: 'http://x' }] }).apps[0]?.webhooks[0]?.events).toEqual(
      new Set(WEBHOOK_EVENTS),
    );
  });

  it('understand the names of soketi', () => {
    const { apps, warnings } = parse({
      ...MINIMAL,
      enabled: true,
      enableClientMessages: true,
      maxConnections: -1,
      maxBackendEventsPerSecond: -1,
      webhooks: [{ url: 'https://x', event_types: ['member_added'], filter: {}, headers: {} }],
    });
    expect(apps[0]).toMatchObject({ clientMessages: true, maxConnections: null });
    expect(apps[0]?.webhooks[0]?.events).toEqual(new Set(['member_added']));
    expect(warnings).toEqual(['[0].maxBackendEventsPerSecond is ignored: unknown field']);
  });

  it('are refused if a restriction of a webhook is not understood', () => {
    const webhook = {
      url: 'https://x',
      filter: { user_id: 7 },
      lambda: 'arn:x',
      headers: { host: 'x', a: 1 },
    };
    expect(problems({ ...MINIMAL, webhooks: [webhook] })).toEqual([
      '[0].webhooks[0].filter.user_id is unknown',
      expect.stringMatching(/^\[0\]\.webhooks\[0\]\.headers must be an object of HTTP headers/) as string,
      '[0].webhooks[0].lambda is unknown',
    ]);
  });

  it('understand the names of Reverb, whose origins are hosts with any port', () => {
    const { apps, warnings } = parse({
      app_id: '3',
      key: 'k',
      secret: 's',
      allowed_origins: ['app.example', '*.test:80'],
      max_connections: null,
      ping_interval: 60,
    });
    expect(apps[0]).toMatchObject({ id: '3', maxConnections: null });
    const origins = [
      'https://app.example',
      'http://app.example:8080',
      'http://a.test:80',
      'http://a.test:81',
    ];
    expect(origins.map((origin) => apps[0] && isOriginAllowed(apps[0], origin))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(warnings).toEqual([
      '[0].ping_interval is ignored: GATEWAY_ACTIVITY_TIMEOUT_MS holds for all apps',
    ]);
    const anywhere = parse({ ...MINIMAL, allowed_origins: ['*'] }).apps[0];
    expect(anywhere && isOriginAllowed(anywhere, 'https://x.example:1')).toBe(true);
  });

  it('are refused with every problem of every app', () => {
    const webhooks = [
      { url: 'ftp://x', events: ['channel_occupied', 'nonsense'] },
      { url: 'https://user:pw@x', events: [] },
      { events: 'cache_miss' },
    ];
    const bad = {
      id: 'a/b',
      key: 7,
      secret: '',
      clientMessages: 'yes',
      maxConnections: 0,
      allowedOrigins: ['https://x/y'],
    };
    const found = problems(
      { id: '1' },
      { ...bad, subscriptionCounts: 1, webhooks },
      { ...MINIMAL, enabled: false, webhooks: [7] },
    );
    expect(found.map((problem) => problem.replace(/ (is|must).*/, ''))).toEqual([
      '[0].key',
      '[0].secret',
      '[1].id',
      '[1].key',
      '[1].secret',
      '[1].clientMessages',
      '[1].maxConnections',
      '[1].allowedOrigins',
      '[1].subscriptionCounts',
      '[1].webhooks[0].url',
      '[1].webhooks[0].events',
      '[1].webhooks[1].url',
      '[1].webhooks[1].events',
      '[1].webhooks[2].url',
      '[1].webhooks[2].events',
      '[2].enabled',
      '[2].webhooks',
    ]);
    expect(found[0]).toBe('[0].key is required');
    expect(found[2]).toBe('[1].id must be a string of 1 to 64 letters, digits, _ and -');
  });

  it('have ids and keys of their own', () => {
    expect(problems(MINIMAL, { ...MINIMAL, id: '4' }, { ...MINIMAL, key: 'l' })).toEqual([
      '[2].id is already that of [0]',
      '[1].key is already that of [0]',
    ]);
  });

  it('name a field once', () => {
    expect(problems({ ...MINIMAL, app_id: '3' })).toEqual([
      '[0] has both id and app_id, which mean the same',
    ]);
    expect(parse({ ...MINIMAL, app_id: null }).apps[0]?.id).toBe('3');
  });

  it.each(['', '{}', 'null', '"x"', '[1]', '[null]', '[[]]', '[{"secret":"hush"'])(
    'are a list of objects, not %s, and no message shows a secret',
    (json) => {
      expect(problemsOf(json)).toEqual(['it must be a JSON array of apps: [{"id":…,"key":…,"secret":…}]']);
    },
  );
});

describe('PUSHER_APPS', () => {
  const load = (env: Environment): PusherAppsConfig =>
    loadConfigs([PusherAppsConfig], env).get(PusherAppsConfig) as PusherAppsConfig;

  it('is no app by default', () => {
    expect(load({})).toMatchObject({ pusherApps: { apps: [], warnings: [] }, webhookBatchMs: 200 });
  });

  it('may come from a file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-apps-'));
    const file = path.join(folder, 'apps.json');
    writeFileSync(file, `${JSON.stringify([MINIMAL])}\n`);
    expect(load({ PUSHER_APPS_FILE: file }).pusherApps.apps).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });

  it('is reported with the other problems of the environment', () => {
    const env = {
      PUSHER_APPS: '[{"id":"1","key":"$value $property","secret":"hush"},{}]',
      GATEWAY_WEBHOOK_BATCH_MS: 'x',
    };
    expect(() => load(env)).toThrow(`The environment is invalid:
  - PUSHER_APPS is invalid:
      [0].key must be a string of 1 to 64 letters, digits, _ and -
      [1].id or app_id is required
      [1].key is required
      [1].secret is required
  - GATEWAY_WEBHOOK_BATCH_MS`);
  });
});
