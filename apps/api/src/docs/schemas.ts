import { STATUSES } from '@yipii/domain';
import { PROBLEMS } from '@yipii/platform';

/** A JSON Schema (draft 2020-12, which OpenAPI 3.1 uses). */
export type JsonSchema = Readonly<Record<string, unknown>>;

const text: JsonSchema = { type: 'string' };
const id: JsonSchema = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const time: JsonSchema = { type: 'string', format: 'date-time' };
const number = (description: string): JsonSchema => ({ type: 'number', description });
const nullable = ({ type, ...rest }: JsonSchema): JsonSchema => ({ type: [type, 'null'], ...rest });
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** Every property is required: what is unknown is null. */
function object(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

export const ref = (name: keyof typeof SCHEMAS): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
export const dataOf = (schema: JsonSchema): JsonSchema => object({ data: schema });
export const listOf = (schema: JsonSchema): JsonSchema => dataOf(list(schema));

const Address = object({
  street: nullable(text),
  town: nullable(text),
  postcode: nullable(text),
  country: nullable({ type: 'string', description: 'ISO 3166-1 alpha-2' }),
  formatted: text,
});

const LocationUpdate = object({
  assetId: id,
  name: text,
  timestamp: { ...time, description: 'When the device took the fix.' },
  receivedAt: time,
  seq: { type: 'integer', minimum: 0, description: 'Counts the streamed positions of the asset.' },
  lat: number('Degrees WGS 84'),
  lng: number('Degrees WGS 84'),
  altitude: nullable(number('m')),
  speed: nullable(number('km/h')),
  heading: nullable(number('0–359, clockwise from north; kept while stopped')),
  accuracy: nullable(number('m')),
  satellites: nullable({ type: 'integer' }),
  status: { type: 'string', enum: STATUSES },
  ignition: nullable({ type: 'boolean' }),
  odometerKm: nullable(number('km')),
  address: { anyOf: [Address, { type: 'null' }] },
  attributes: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
});

const Asset = object({
  id,
  external_id: nullable({ type: 'string', description: 'Its id in your own systems.' }),
  name: text,
  plate: nullable(text),
  icon: nullable(text),
  offline_after_seconds: { type: 'integer', minimum: 1 },
  created_at: time,
  updated_at: time,
});

const AssetPage = object({
  data: list(Asset),
  meta: object({ current_page: id, per_page: id, total: { type: 'integer', minimum: 0 } }),
});

const Caller = object({
  type: { const: 'client' },
  id: text,
  accounts: list(object({ key: text, name: text })),
  scopes: list(text),
  asset_ids: { ...nullable(list(id)), description: 'The assets it is restricted to; null: all.' },
  expires_at: time,
});

const Problem = object(
  {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    message: text,
    errors: { type: 'object', additionalProperties: list(text) },
    retry_after: { type: 'integer', description: 'Seconds' },
    trace_id: text,
  },
  ['errors', 'retry_after'],
);

const OAuthToken = object({
  access_token: text,
  token_type: { const: 'Bearer' },
  expires_in: { type: 'integer', description: 'Seconds' },
  scope: { type: 'string', description: 'Separated by spaces' },
});

const OAuthError = object({ error: text, error_description: text });

const ChannelAuth = object({
  auth: { type: 'string', description: 'For pusher:subscribe, within a minute' },
});

const BatchAuth: JsonSchema = {
  type: 'object',
  description: 'By channel name',
  additionalProperties: {
    anyOf: [
      object({ status: { const: 200 }, data: ChannelAuth }),
      object({ status: { const: 403 }, data: object({ code: { const: 'FORBIDDEN' } }) }),
    ],
  },
};

export const SCHEMAS = {
  Asset,
  AssetPage,
  BatchAuth,
  Caller,
  ChannelAuth,
  LocationUpdate,
  OAuthError,
  OAuthToken,
  Problem,
} as const;
