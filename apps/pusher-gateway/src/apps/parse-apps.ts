import { WEBHOOK_EVENTS } from '../apps/webhook-events';
import {
  enabledRule,
  headersRule,
  limitRule,
  nameRule,
  objectRule,
  objectsRule,
  originHostsRule,
  originsRule,
  secretRule,
  switchRule,
  textRule,
  webhookEventsRule,
  webhookUrlRule,
} from './app-rules';
import { AppFields, type Findings } from './app-fields';
import type { PusherApp, WebhookEndpoint } from './pusher-app';

export interface ParsedApps {
  readonly apps: readonly PusherApp[];
  /** Ignored fields, each with its place. */
  readonly warnings: readonly string[];
}

/** All problems of the apps in one message, which contains none of their values. */
export class InvalidApps extends Error {
  override readonly name = 'InvalidApps';

  constructor(readonly problems: readonly string[]) {
    super(`is invalid:\n${problems.map((problem) => `      ${problem}`).join('\n')}`);
  }
}

/** Fields of other servers whose meaning is set elsewhere here. */
const HINTS = new Map([
  ['ping_interval', 'GATEWAY_ACTIVITY_TIMEOUT_MS holds for all apps'],
  ['activity_timeout', 'GATEWAY_ACTIVITY_TIMEOUT_MS holds for all apps'],
  ['max_message_size', 'GATEWAY_MAX_FRAME_BYTES holds for all apps'],
  ['maxClientEventsPerSecond', 'GATEWAY_MAX_CLIENT_EVENTS_PER_SECOND holds for all apps'],
  ['maxPresenceMembersPerChannel', 'GATEWAY_MAX_PRESENCE_MEMBERS holds for all apps'],
  ['maxPresenceMemberSizeInKb', 'GATEWAY_MAX_USER_INFO_BYTES holds for all apps'],
  ['maxChannelNameLength', 'GATEWAY_MAX_CHANNEL_NAME_LENGTH holds for all apps'],
  ['maxEventChannelsAtOnce', 'GATEWAY_MAX_CHANNELS_PER_EVENT holds for all apps'],
  ['maxEventNameLength', 'GATEWAY_MAX_EVENT_NAME_LENGTH holds for all apps'],
  ['maxEventPayloadInKb', 'GATEWAY_MAX_EVENT_BYTES holds for all apps'],
  ['maxEventBatchSize', 'GATEWAY_MAX_BATCH_EVENTS holds for all apps'],
]);

/**
 * Pusher apps from JSON: a list of objects with `id`, `key`, `secret`, `clientMessages`, `maxConnections`,
 * `allowedOrigins`, `subscriptionCounts` and `webhooks` (`url`, `events`, `filter`, `headers`). Knows the names of soketi
 * (`enableClientMessages`, `event_types`) and of Laravel Reverb (`app_id`, `allowed_origins`,
 * `max_connections`), too.
 * @throws InvalidApps with all problems of all apps
 */
export function parseApps(json: string): ParsedApps {
  const findings: Findings = { problems: [], warnings: [] };
  const apps = readList(json, findings).map((object, index) => readApp(object, `[${index}]`, findings));
  for (const field of ['id', 'key'] as const) findings.problems.push(...repeated(apps, field));
  if (findings.problems.length > 0) throw new InvalidApps(findings.problems);
  return { apps, warnings: findings.warnings };
}

function readList(json: string, { problems }: Findings): readonly object[] {
  const apps = objectsRule.parse(readJson(json));
  if (!apps) problems.push('it must be a JSON array of apps: [{"id":…,"key":…,"secret":…}]');
  return apps ?? [];
}

/**
 * Returns undefined for anything else than JSON. The parser's own message would quote the text, with its
 * secrets.
 */
function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function readApp(object: object, place: string, findings: Findings): PusherApp {
  const fields = new AppFields(object, place, findings);
  fields.optional(['enabled'], enabledRule, true);
  const hosts = fields.optional(['allowed_origins'], originHostsRule, []);
  const app = {
    id: fields.required(['id', 'app_id'], nameRule, ''),
    key: fields.required(['key'], nameRule, ''),
    secret: fields.required(['secret'], secretRule, ''),
    clientMessages: fields.optional(['clientMessages', 'enableClientMessages'], switchRule, false),
    maxConnections: fields.optional(['maxConnections', 'max_connections'], limitRule, null),
    allowedOrigins: [...fields.optional(['allowedOrigins'], originsRule, []), ...hosts],
    subscriptionCounts: fields.optional(['subscriptionCounts'], switchRule, false),
    webhooks: fields
      .optional(['webhooks'], objectsRule, [])
      .map((webhook, index) => readWebhook(webhook, `${place}.webhooks[${index}]`, findings)),
  };
  fields.ignoreRest(HINTS);
  return app;
}

function readWebhook(object: object, place: string, findings: Findings): WebhookEndpoint {
  const fields = new AppFields(object, place, findings);
  const endpoint = {
    url: fields.required(['url'], webhookUrlRule, ''),
    events: fields.optional(['events', 'event_types'], webhookEventsRule, new Set(WEBHOOK_EVENTS)),
    channels: readFilter(fields.optional(['filter'], objectRule, {}), `${place}.filter`, findings),
    headers: fields.optional(['headers'], headersRule, {}),
  };
  fields.refuseRest();
  return endpoint;
}

/** As in soketi. */
function readFilter(object: object, place: string, findings: Findings): WebhookEndpoint['channels'] {
  const fields = new AppFields(object, place, findings);
  const channels = {
    startsWith: fields.optional(['channel_name_starts_with'], textRule, ''),
    endsWith: fields.optional(['channel_name_ends_with'], textRule, ''),
  };
  fields.refuseRest();
  return channels;
}

function repeated(apps: readonly PusherApp[], field: 'id' | 'key'): string[] {
  return apps.flatMap((app, index) => {
    const first = apps.findIndex((other) => other[field] === app[field]);
    const isRepeated = app[field] !== '' && first < index;
    return isRepeated ? [`[${index}].${field} is already that of [${first}]`] : [];
  });
}
