import { validateHeaderName, validateHeaderValue } from 'node:http';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../apps/webhook-events';
import type { Rule } from './app-fields';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** Scheme and host with port, or without the scheme; `*` anywhere. */
const ORIGIN_PATTERN = /^([a-z*][a-z0-9+.*-]*:\/\/)?[^\s/]+$/i;
const HAS_PORT = /:[\d*]+$/;

export const nameRule: Rule<string> = {
  must: 'a string of 1 to 64 letters, digits, _ and -',
  parse: (value) => (typeof value === 'string' && NAME.test(value) ? value : undefined),
};

export const secretRule: Rule<string> = {
  must: 'a non-empty string',
  parse: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
};

export const switchRule: Rule<boolean> = {
  must: 'true or false',
  parse: (value) => (typeof value === 'boolean' ? value : undefined),
};

export const enabledRule: Rule<boolean> = {
  must: 'true; remove an app that is not to be served',
  parse: (value) => (value === true ? true : undefined),
};

/** soketi writes -1 for no limit, Reverb null. */
export const limitRule: Rule<number | null> = {
  must: 'an integer of at least 1; -1, null or absent is no limit',
  parse: (value) => {
    if (value === -1) return null;
    return Number.isSafeInteger(value) && Number(value) >= 1 ? Number(value) : undefined;
  },
};

export const originsRule: Rule<readonly string[]> = {
  must: 'a list of origins such as https://*.example.com or example.com:8080, without a path',
  parse: (value) => {
    if (!Array.isArray(value)) return undefined;
    const isOrigin = (item: unknown): item is string => typeof item === 'string' && ORIGIN_PATTERN.test(item);
    return value.every(isOrigin) ? value : undefined;
  },
};

/** Reverb's form: hosts with any port. An empty list would allow no origin there, and every origin here. */
export const originHostsRule: Rule<readonly string[]> = {
  must: 'a list of hosts such as *.example.com, at least one',
  parse: (value) => {
    const hosts = originsRule
      .parse(value)
      ?.flatMap((host) => (HAS_PORT.test(host) ? [host] : [host, `${host}:*`]));
    return hosts?.length === 0 ? undefined : hosts;
  },
};

export const webhookUrlRule: Rule<string> = {
  must: 'an http or https URL without a user or password',
  parse: (value) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
    const { protocol, username, password } = new URL(value);
    return /^https?:$/.test(protocol) && username === '' && password === '' ? value : undefined;
  },
};

export const webhookEventsRule: Rule<ReadonlySet<WebhookEvent['name']>> = {
  must: `a list of ${WEBHOOK_EVENTS.join(', ')}; if absent all are sent`,
  parse: (value) => {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    const names = WEBHOOK_EVENTS.filter((name) => value.includes(name));
    return names.length === new Set(value).size ? new Set(names) : undefined;
  },
};

export const textRule: Rule<string> = {
  must: 'a string',
  parse: (value) => (typeof value === 'string' ? value : undefined),
};

/** Names that a webhook's own headers have, or that belong to the connection. */
const RESERVED = /^(content-.*|host|connection|transfer-encoding|x-pusher-.*)$/i;

export const headersRule: Rule<Readonly<Record<string, string>>> = {
  must: 'an object of HTTP headers, names and texts, without content-*, x-pusher-* and those of the connection',
  parse: (value) => {
    if (!isPlain(value)) return undefined;
    const entries = Object.entries(value) as [string, unknown][];
    return entries.every(isHeader)
      ? Object.fromEntries(entries.map(([name, text]) => [name.toLowerCase(), text]))
      : undefined;
  },
};

function isHeader(entry: [string, unknown]): entry is [string, string] {
  const [name, text] = entry;
  if (RESERVED.test(name) || typeof text !== 'string') return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, text);
    return true;
  } catch {
    return false;
  }
}

export const objectRule: Rule<object> = {
  must: 'an object',
  parse: (value) => (isPlain(value) ? value : undefined),
};

export const objectsRule: Rule<readonly object[]> = {
  must: 'a list of objects',
  parse: (value) => (Array.isArray(value) && value.every(isPlain) ? value : undefined),
};

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
