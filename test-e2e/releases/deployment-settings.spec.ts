import { readFileSync } from 'node:fs';
import path from 'node:path';
import { alerting } from '@yipii/alerting';
import { api } from '@yipii/api';
import { enrichment } from '@yipii/enrichment';
import { ingestion } from '@yipii/ingestion';
import { linkSession } from '@yipii/link-session';
import { ServiceConfig, settingsOf, TopicRetentionConfig, type ConfigClass, type Setting } from '@yipii/platform';
import { pusherGateway } from '@yipii/pusher-gateway';

const ROOT = path.resolve(__dirname, '../..');
const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const SERVICES: Readonly<Record<string, readonly ConfigClass[]>> = Object.fromEntries(
  [ingestion, enrichment, alerting, pusherGateway, linkSession, api].map(({ name, configs }) => [name, configs]),
);

/** Optional ones that every installation decides on, or that one service must be told of another. */
const DECISIONS = [
  ...['GATEWAY_API_URL', 'TRUSTED_PROXIES', 'MAIL_URL', 'MAIL_FROM', 'DATABASE_APP_URL', 'MIGRATE_ON_START'],
  ...['API_REQUIRE_TLS', 'GATEWAY_REQUIRE_TLS', 'LINK_REQUIRE_TLS', 'SETUP_ACCOUNT', 'SETUP_OWNER_PASSWORD', 'SETUP_API_KEY'],
];
/** Where requests of no account are served there is no login for them, and nobody uses it. */
const FOR_REQUESTS = new Set(['DATABASE_APP_URL', 'HISTORY_DATABASE_APP_URL']);

function settingsOfService(name: string): Setting[] {
  return [ServiceConfig, TopicRetentionConfig, ...(SERVICES[name] ?? [])]
    .flatMap((configClass) => settingsOf(configClass))
    .filter(({ env }) => name === 'api' || !FOR_REQUESTS.has(env));
}

/** Without a default, or with one that is right on a single machine only. */
function mustBeGiven(name: string): string[] {
  const needed = settingsOfService(name).filter(
    ({ env, default: value }) =>
      value === undefined || String(value).includes('localhost') || DECISIONS.includes(env),
  );
  return needed.map(({ env }) => env);
}

/** Lines that are indented deeper than the key, up to the next one. */
function blockOf(text: string, key: string): string {
  const [, indent = '', block = ''] =
    new RegExp(`^( *)${key}:(?: &\\w+)?\\n((?:\\1 +.*\\n|\\s*\\n| *#.*\\n)*)`, 'm').exec(text) ?? [];
  return block.replace(new RegExp(`^${indent}(?! ).*[^]*`, 'm'), '');
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/^ +(?:- name: )?([A-Z][A-Z0-9_]+)(?::|$)/gm)].map(([, name = '']) => name);

function givenByCompose(service: string): string[] {
  const compose = textOf('deploy/compose.yaml');
  const block = blockOf(compose.slice(compose.indexOf('\nservices:')), service);
  const environment = blockOf(block, 'environment');
  const shared = [...environment.matchAll(/\*(\w+)/g)].map(([, anchor = '']) => anchor);
  return [
    ...namesIn(environment),
    ...shared.flatMap((anchor) => namesIn(blockOf(compose, `x-${anchor}`))),
  ].filter((name, i, all) => all.indexOf(name) === i);
}

/** Secrets are those that the service may ask for; which of them are optional its comment says. */
function givenByChart(service: string): string[] {
  const values = textOf('helm/yipii-live/values.yaml');
  const block = blockOf(values.slice(values.indexOf('\nservices:')), service);
  const secrets = /^ +secrets: \[(.*)\]$/m.exec(block)?.[1]?.split(', ') ?? [];
  const offered = [...block.matchAll(/# (.*)/g)].flatMap(([, text = '']) => text.match(/[A-Z][A-Z0-9_]{5,}/g) ?? []);
  const template = textOf('helm/yipii-live/templates/deployments.yaml');
  return [
    ...namesIn(blockOf(block, 'env')),
    ...namesIn(blockOf(values, 'env')),
    ...namesIn(template),
    ...secrets,
    ...offered,
  ];
}

describe('the settings that deployments give', () => {
  it.each(Object.keys(SERVICES))('are all that %s cannot do without', (service) => {
    const needed = mustBeGiven(service);
    expect(needed.length).toBeGreaterThan(2);
    expect({ compose: needed.filter((name) => !givenByCompose(service).includes(name)) }).toEqual({ compose: [] });
    expect({ chart: needed.filter((name) => !givenByChart(service).includes(name)) }).toEqual({ chart: [] });
  });

  it.each(Object.keys(SERVICES))('are all known to %s', (service) => {
    const known = new Set(settingsOfService(service).map(({ env }) => env));
    expect(givenByCompose(service).filter((name) => !known.has(name))).toEqual([]);
    const values = textOf('helm/yipii-live/values.yaml');
    const block = blockOf(values.slice(values.indexOf('\nservices:')), service);
    expect(namesIn(blockOf(block, 'env')).filter((name) => !known.has(name))).toEqual([]);
  });

  it.each([
    ['ingestion', 'ingestion'],
    ['enrichment', 'enrichment'],
    ['alerting', 'alerting'],
    ['link-session', 'link_session'],
    ['api', 'worker'],
  ])('log %s in as yipii_%s, never as the owner of the schema', (service, role) => {
    const compose = textOf('deploy/compose.yaml');
    const login = /^ +DATABASE_URL: postgres:\/\/(\w+):/m;
    const own = login.exec(blockOf(compose.slice(compose.indexOf('\nservices:')), service));
    expect((own ?? login.exec(compose))?.[1]).toBe(`yipii_${role}`);
    const values = textOf('helm/yipii-live/values.yaml');
    const chart = blockOf(values.slice(values.indexOf('\nservices:')), service);
    expect(/\bDATABASE_URL: (\w+)_DATABASE_URL/.exec(chart)?.[1]?.toLowerCase()).toBe(role);
  });

  it('trust no proxy by default', () => {
    expect(textOf('deploy/compose.yaml')).not.toMatch(/TRUSTED_PROXIES: \$\{TRUSTED_PROXIES:-.+\}/);
    expect(textOf('helm/yipii-live/values.yaml')).not.toMatch(/TRUSTED_PROXIES: (?!'')/);
  });
});
