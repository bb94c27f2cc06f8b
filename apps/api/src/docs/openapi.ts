import { SCOPES } from '../access/scopes';
import { dataOf, listOf, ref, SCHEMAS, type JsonSchema } from './schemas';

type Fields = Readonly<Record<string, unknown>>;

/** Of the product that it belongs to. */
export const API_VERSION = '0.1.0';

/** The API's description, OpenAPI 3.1. A test calls every route and holds the answers against it. */
export function openApi(publicUrl: string): Fields {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Yipii Live',
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ bearer: [] }],
    paths: { ...OAUTH_PATHS, ...CHANNEL_PATHS, ...FLEET_PATHS },
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        bearer: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: new URL('/oauth/token', publicUrl).toString(),
              scopes: Object.fromEntries(SCOPES.map((scope) => [scope, scope])),
            },
          },
        },
        basic: { type: 'http', scheme: 'basic' },
      },
    },
  };
}

const DESCRIPTION =
  'Positions of your fleet, and access to its live channels. Degrees WGS 84, km/h, m, UTC. ' +
  'What is unknown is null. Errors are application/problem+json.';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const text: JsonSchema = { type: 'string' };
const socketId: JsonSchema = { type: 'string', pattern: '^\\d{1,20}\\.\\d{1,20}$' };
const channelName: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_\\-=@,.;]{1,164}$' };

const REASONS: Readonly<Record<number, string>> = {
  400: 'Malformed',
  401: 'No token, or a bad one',
  403: 'Not allowed',
  404: 'Not there, or not yours',
  413: 'Body too long',
  422: 'A field is not acceptable',
};

const accountKey = parameter('path', 'account_key', { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{2,31}$' });
const assetId = parameter('path', 'id', { type: 'integer', minimum: 1 });

const OAUTH_PATHS = {
  '/oauth/token': {
    post: {
      ...operation('getToken', 'An access token by client credentials', ['oauth']),
      security: [{}, { basic: [] }],
      requestBody: form(
        {
          grant_type: { const: 'client_credentials' },
          client_id: text,
          client_secret: text,
          scope: { type: 'string', description: 'A part of the client’s scopes, separated by spaces' },
        },
        ['grant_type'],
      ),
      responses: { 200: answer('The token', ref('OAuthToken')), ...oauthErrors() },
    },
  },
  '/oauth/revoke': {
    post: {
      ...operation('revokeToken', 'End a token of your own (RFC 7009)', ['oauth']),
      security: [{}, { basic: [] }],
      requestBody: form({ token: text, token_type_hint: text, client_id: text, client_secret: text }, [
        'token',
      ]),
      responses: { 200: { description: 'The token is of no use any more' }, ...oauthErrors() },
    },
  },
  '/.well-known/jwks.json': {
    get: {
      ...operation('getKeys', 'The keys that sign access tokens (RFC 7517)', ['oauth']),
      security: [],
      responses: { 200: answer('JWK Set', { type: 'object', required: ['keys'] }) },
    },
  },
  '/.well-known/oauth-authorization-server': {
    get: {
      ...operation('getMetadata', 'Where and how to get tokens (RFC 8414)', ['oauth']),
      security: [],
      responses: { 200: answer('Metadata', { type: 'object', required: ['issuer', 'token_endpoint'] }) },
    },
  },
};

const single = object({ socket_id: socketId, channel_name: channelName });
const batch = object({
  socket_id: socketId,
  channel_names: { type: 'array', items: channelName, minItems: 1, maxItems: 200 },
});

const CHANNEL_PATHS = {
  '/broadcasting/auth': {
    post: {
      ...operation('authorizeChannel', 'What Pusher clients call to subscribe to a private channel', [
        'live',
      ]),
      requestBody: {
        required: true,
        content: { [FORM]: { schema: single }, [JSON_TYPE]: { schema: single } },
      },
      responses: { 200: answer('The auth string', ref('ChannelAuth')), ...problems(400, 401, 403, 413, 422) },
    },
  },
  '/broadcasting/auth/batch': {
    post: {
      ...operation('authorizeChannels', 'The same for up to 200 channels', ['live']),
      requestBody: { required: true, content: { [JSON_TYPE]: { schema: batch } } },
      responses: { 200: answer('By channel', ref('BatchAuth')), ...problems(400, 401, 403, 413, 422) },
    },
  },
};

const FLEET_PATHS = {
  '/api/user': {
    get: {
      ...operation('getCaller', 'Who you are and what you may do', ['access']),
      responses: { 200: answer('The caller', dataOf(ref('Caller'))), ...problems(401) },
    },
  },
  '/api/{account_key}/asset': {
    get: {
      ...operation('listAssets', 'Your assets', ['asset']),
      parameters: [
        accountKey,
        parameter('query', 'page', { type: 'integer', minimum: 1, default: 1 }),
        parameter('query', 'per_page', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
      ],
      responses: { 200: answer('A page', ref('AssetPage')), ...problems(401, 403, 404, 422) },
    },
  },
  '/api/{account_key}/asset/{id}': {
    get: {
      ...operation('getAsset', 'One asset', ['asset']),
      parameters: [accountKey, assetId],
      responses: { 200: answer('The asset', dataOf(ref('Asset'))), ...problems(401, 403, 404) },
    },
  },
  '/api/{account_key}/asset/{id}/location': {
    get: {
      ...operation('getLocation', 'The last position of an asset; null before its first', ['position']),
      parameters: [accountKey, assetId],
      responses: {
        200: answer('The position', dataOf({ anyOf: [ref('LocationUpdate'), { type: 'null' }] })),
        ...problems(401, 403, 404),
      },
    },
  },
  '/api/{account_key}/location': {
    get: {
      ...operation('listLocations', 'The last position of each of your assets that has one', ['position']),
      parameters: [
        accountKey,
        {
          ...parameter('query', 'asset_ids', { type: 'array', items: { type: 'integer' }, maxItems: 1_000 }),
          style: 'form',
          explode: false,
        },
      ],
      responses: {
        200: answer('The positions', listOf(ref('LocationUpdate'))),
        ...problems(401, 403, 404, 422),
      },
    },
  },
};

function operation(operationId: string, summary: string, tags: readonly string[]): Fields {
  return { operationId, summary, tags };
}

function parameter(where: 'path' | 'query', name: string, schema: JsonSchema): Fields {
  return { in: where, name, required: where === 'path', schema };
}

function object(properties: Fields): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function form(properties: Fields, required: readonly string[]): Fields {
  return { required: true, content: { [FORM]: { schema: { type: 'object', properties, required } } } };
}

function answer(description: string, schema: JsonSchema): Fields {
  return { description, content: { [JSON_TYPE]: { schema } } };
}

function problems(...statuses: readonly number[]): Fields {
  const content = { 'application/problem+json': { schema: ref('Problem') } };
  return Object.fromEntries(statuses.map((status) => [status, { description: REASONS[status], content }]));
}

function oauthErrors(): Fields {
  return {
    400: answer('RFC 6749 §5.2', ref('OAuthError')),
    401: answer('The client is unknown or its secret is wrong', ref('OAuthError')),
  };
}
