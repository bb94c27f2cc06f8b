import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SeededAccount } from '@yipii/persistence';
import Ajv2020, { type AnySchemaObject } from 'ajv/dist/2020';
import { httpHandlersOf } from '@yipii/platform';
import { PAGE_CONTROLLERS } from '../api.module';
import { aVan, ApiUnderTest, assetId, bearer, clientCredentials, type Answer } from '../api.testing';

interface Described {
  readonly content?: Record<string, { readonly schema: AnySchemaObject; readonly example?: unknown }>;
}

interface Operation {
  readonly tags: readonly string[];
  readonly requestBody?: Described;
  readonly responses: Record<string, Described>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
}

describe('/docs/openapi.json', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let document: Document;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    account = await api.seed('alpha', 1);
    document = (await api.call('GET', '/docs/openapi.json')).body as unknown as Document;
  });
  afterAll(() => api.stop());

  it('is OpenAPI 3.1 of this version', () => {
    const root = path.resolve(__dirname, '../../../..');
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version } });
  });

  it('is written once', async () => {
    const write = jest.spyOn(JSON, 'stringify');
    await api.call('GET', '/docs/openapi.json');
    expect(write).not.toHaveBeenCalledWith(expect.objectContaining({ openapi: '3.1.0' }));
    write.mockRestore();
  });

  it('describes every route and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const pages = PAGE_CONTROLLERS.flatMap(httpHandlersOf).map(({ verb, path }) => `${verb} ${path}`);
    const routes = api.routes().filter((route) => !route.includes('/docs') && !pages.includes(route));
    expect(described.sort()).toEqual(routes.sort());
  });

  const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods));

  it('has an example in every operation, and says what each group of them is about', () => {
    for (const { requestBody, responses } of operations()) {
      const bodies = [requestBody, ...Object.values(responses)];
      const examples = bodies
        .flatMap((body) => Object.values(body?.content ?? {}))
        .map((body) => body.example);
      expect(examples.filter((example) => example !== undefined)).not.toEqual([]);
    }
    const used = new Set(operations().flatMap(({ tags }) => tags));
    const described = document.tags.filter(({ description }) => description !== '').map(({ name }) => name);
    expect(described).toEqual(expect.arrayContaining([...used]));
  });

  it('says of every operation that it has a limit', () => {
    for (const { responses } of operations()) expect(responses).toHaveProperty('429');
  });

  it('has no schema that says nothing', () => {
    expect(JSON.stringify(document)).not.toContain('"schema":{}');
    const { schemas } = document.components as { schemas: Record<string, { properties: object }> };
    for (const name of ['KeySet', 'Key', 'ServerMetadata'])
      expect(Object.keys(schemas[name]?.properties ?? {})).not.toEqual([]);
  });

  it('refers to schemas that are there', () => {
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
    const { schemas } = document.components as { schemas: object };
    const names = references.map((reference) => reference.split('/').at(-1));
    expect(Object.keys(schemas)).toEqual(expect.arrayContaining(names));
  });

  it('describes the answers', async () => {
    const [id] = [assetId(account, 0)];
    await api.live.put(account.accountId, [{ assetId: id, seq: 1, json: JSON.stringify(aVan(id, 1)) }]);
    const client = await api.createClient(account);
    const token = await api.token(client);
    const as = bearer(token);
    const socket = { socket_id: '1.2' };
    const channel_names = ['private-account.alpha', 'private-account.beta'];
    const answers: readonly [string, string, Answer][] = [
      ['post', '/oauth/token', await api.form('/oauth/token', clientCredentials(client))],
      ['post', '/oauth/token', await api.form('/oauth/token', { client_id: 'x' })],
      ['get', '/.well-known/jwks.json', await api.call('GET', '/.well-known/jwks.json')],
      [
        'post',
        '/broadcasting/auth',
        await api.form('/broadcasting/auth', { ...socket, channel_name: 'private-account.alpha' }, as),
      ],
      ['post', '/broadcasting/auth', await api.form('/broadcasting/auth', {}, as)],
      [
        'post',
        '/broadcasting/auth/batch',
        await api.json('/broadcasting/auth/batch', { ...socket, channel_names }, as),
      ],
      ['get', '/api/user', await api.get('/api/user', token)],
      ['get', '/api/user', await api.get('/api/user', 'bad')],
      ['get', '/api/{account_key}/asset', await api.get('/api/alpha/asset', token)],
      ['get', '/api/{account_key}/asset/{id}', await api.get(`/api/alpha/asset/${id}`, token)],
      [
        'get',
        '/api/{account_key}/asset/{id}/location',
        await api.get(`/api/alpha/asset/${id}/location`, token),
      ],
      ['get', '/api/{account_key}/location', await api.get('/api/alpha/location', token)],
      ['get', '/api/{account_key}/location', await api.get('/api/beta/location', token)],
    ];
    for (const [method, path, answer] of answers) expectDescribed(method, path, answer);
  });

  function expectDescribed(method: string, path: string, { status, body, headers }: Answer): void {
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const described = document.paths[path]?.[method]?.responses[String(status)]?.content?.[type];
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile({ ...(described?.schema ?? { not: {} }), components: document.components });
    const fits = validate(body) as boolean;
    expect({ path, status, errors: fits ? null : validate.errors }).toEqual({ path, status, errors: null });
  }
});
