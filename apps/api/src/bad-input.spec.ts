import { ApiUnderTest, bearer, FLEET_SCOPES, type Answer } from './api.testing';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** In JSON, since not all of it can be written by a serializer. */
const HOSTILE_VALUES = [
  ...['true', '-1', '1.5', '9007199254740992', '1e400', '123456789012345678901234567890', 'null'],
  ...[
    '{}',
    '[]',
    '[[]]',
    '[null]',
    '{"type":{"type":1}}',
    '""',
    '" "',
    '"a\\u0000b"',
    '"\\ud800"',
    '["\\udfff"]',
  ],
  `"${'x'.repeat(200_000)}"`,
  '"<script>alert(1)</script>"',
  `"'; DROP TABLE asset; --"`,
];
const HOSTILE_PARAMETERS = [
  '',
  '-1',
  '1e9',
  '9007199254740992',
  '%00',
  '%F0%9F%92%A9',
  '1,2,',
  'x'.repeat(2_000),
  '%5B%5D',
  '"',
];

describe('bad input', () => {
  let api: ApiUnderTest;
  let token: string;
  let document: Document;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    const scopes = [
      ...FLEET_SCOPES,
      'positions:read',
      'positions:write',
      'alerts:read',
      'alerts:write',
      'links:read',
      'links:write',
      'keys:write',
      'users:write',
      'webhooks:write',
    ];
    token = await api.tokenFor(await api.seed('alpha', 1), scopes);
    document = (await api.call('GET', '/docs/openapi.json')).body as unknown as Document;
  });
  afterAll(() => api.stop());

  /** Never a failure of ours; a refusal is a problem with a code. */
  function expectSane(what: string, { status, body }: Answer): void {
    const isRefused = status >= 400;
    expect({ what, status, isOurs: status >= 500 }).toEqual({ what, status, isOurs: false });
    if (isRefused)
      expect({ what, code: body.code }).toEqual({ what, code: expect.stringMatching(/^[A-Z_]+$/) as string });
  }

  const ofAccount = () =>
    Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/api/{account_key}/'))
      .flatMap(([path, verbs]) =>
        Object.entries(verbs).map(([verb, operation]) => ({
          ...{ path, verb: verb.toUpperCase(), operation },
          url: path.replace('{account_key}', 'alpha').replaceAll(/\{\w+\}/g, '1'),
        })),
      );

  const fieldsOf = ({ requestBody }: Operation): string[] => {
    const schema = requestBody?.content['application/json']?.schema;
    const name = schema?.$ref?.split('/').at(-1) ?? '';
    return Object.keys((document.components.schemas[name] ?? schema)?.properties ?? {});
  };

  const send = (verb: string, url: string, body: string) =>
    api.call(verb, url, { headers: { ...bearer(token), 'content-type': 'application/json' }, body });

  it('in any field of any body gets a problem with a code, or is kept as it is', async () => {
    // So that patches have something to change.
    await api.send('POST', '/api/alpha/asset-group', token, { name: 'x' });
    await api.send('POST', '/api/alpha/driver', token, { name: 'x' });
    const geometry = { type: 'Point', coordinates: [1, 2] };
    await api.send('POST', '/api/alpha/geofence', token, { name: 'x', geometry, radius_m: 10 });
    let count = 0;
    for (const { verb, url, operation } of ofAccount()) {
      for (const field of fieldsOf(operation)) {
        const answers = HOSTILE_VALUES.map(async (value) => {
          const body = `{"name":"x","unique_id":"u${count++}",${JSON.stringify(field)}:${value}}`;
          expectSane(`${verb} ${url} ${field}=${value.slice(0, 40)}`, await send(verb, url, body));
        });
        await Promise.all(answers);
      }
    }
    expect(count).toBeGreaterThan(500);
  }, 300_000);

  it('in an unknown field is refused everywhere', async () => {
    for (const { verb, url, operation } of ofAccount()) {
      if (fieldsOf(operation).length === 0) continue;
      const answer = await send(verb, url, '{"nobody_knows_this":1}');
      expect({ verb, url, status: [404, 422].includes(answer.status) }).toEqual({ verb, url, status: true });
    }
  });

  it('as a body is refused everywhere', async () => {
    for (const { verb, url, operation } of ofAccount()) {
      if (fieldsOf(operation).length === 0) continue;
      for (const body of ['', '{', '[]', '"x"', 'null', '{"a":'.repeat(50) + '1' + '}'.repeat(50)]) {
        const answer = await send(verb, url, body);
        expectSane(`${verb} ${url} ${body.slice(0, 20)}`, answer);
      }
    }
  });

  it('in any parameter of any query gets a problem with a code', async () => {
    for (const { verb, url, operation } of ofAccount()) {
      if (verb !== 'GET') continue;
      for (const { name } of (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')) {
        const answers = HOSTILE_PARAMETERS.map(async (value) => {
          const query = `${url}?${name}=${value}`;
          expectSane(`${verb} ${query.slice(0, 100)}`, await api.get(query, token));
        });
        await Promise.all(answers);
      }
    }
  }, 120_000);

  it('as a page beyond a million is refused, and one that is empty is answered', async () => {
    for (const path of ['asset', 'asset-group', 'device', 'driver', 'geofence']) {
      expect((await api.get(`/api/alpha/${path}?page=1000001`, token)).status).toBe(422);
      expect((await api.get(`/api/alpha/${path}?page=1000000&per_page=200`, token)).body.data).toEqual([]);
    }
  });

  it('as a cursor of another list is refused', async () => {
    for (const name of ['a', 'b']) await api.send('POST', '/api/alpha/driver', token, { name });
    const entry = (await api.get('/api/alpha/audit-log?limit=1', token)).body.meta as { next_cursor: string };
    expect(entry.next_cursor).toEqual(expect.any(String));
    const trips = `/api/alpha/asset/1/trip?cursor=${entry.next_cursor}`;
    expect(await api.get(trips, token)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });
});
