import { SCOPES } from '@yipii/domain';
import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, assetId, bearer } from '../api.testing';

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown } | undefined> };
}

interface Document {
  readonly paths: Record<string, Record<string, Operation | undefined>>;
}

/** What may be wrong with a copied example: it names things that only its reader has. */
const NAMES_ANOTHER = /There is no |no such /;

describe('the example of a request', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let token: string;
  let examples: readonly { readonly path: string; readonly example: unknown }[];

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    account = await api.seed('alpha', 1);
    token = await api.tokenFor(account, [...SCOPES.filter((scope) => scope !== 'operator')]);
    const document = (await api.call('GET', '/docs/openapi.json')).body as unknown as Document;

    examples = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/api/{account_key}/') && !/\{(id|uuid)\}/.test(path))
      .map(([path, { post }]) => ({
        path,
        example: post?.requestBody?.content['application/json']?.example,
      }))
      .filter(({ example }) => example !== undefined);
  });
  afterAll(() => api.stop());

  /** With the asset of this account. */
  const own = (example: unknown): string =>
    JSON.stringify(example, (name, value: unknown) => {
      if (name === 'asset_id') return assetId(account, 0);
      return name === 'asset_ids' && Array.isArray(value) ? value.map(() => assetId(account, 0)) : value;
    });

  it('does not contradict itself', async () => {
    expect(examples.length).toBeGreaterThan(15);
    const refused: Record<string, unknown> = {};
    for (const { path, example } of examples) {
      const headers = { ...bearer(token), 'content-type': 'application/json' };
      const url = path.replace('{account_key}', 'alpha');
      const { status, body } = await api.call('POST', url, { headers, body: own(example) });
      const errors = Object.values((body as { errors?: Record<string, string[]> }).errors ?? {}).flat();
      const onlyNamesAnother = errors.length > 0 && errors.every((error) => NAMES_ANOTHER.test(error));
      if (status >= 300 && !onlyNamesAnother) refused[path] = body;
    }
    expect(refused).toEqual({});
  });
});
