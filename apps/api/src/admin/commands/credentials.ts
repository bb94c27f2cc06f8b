import { SCOPES, type Scope } from '@yipii/domain';
import { CreateOAuthClient } from '@yipii/persistence';
import { LiveConfig, loadConfigs, UUID } from '@yipii/platform';
import { topics, type RevokedKind } from '@yipii/protocol';
import { CommandFailed, UsageError, type Command, type Given, type Row } from '../command';
import type { Installation } from '../installation';
import { insertApiKey, newApiKey } from '../../credentials/insert-api-key';
import { accountOf, NAME, NAME_RULE, type KnownAccount } from './accounts';

/** The class demands one, which this command does not use. */
const NO_KEY = '-'.repeat(32);
const DEFAULT_SCOPES = 'positions:read,fleet:read';

const RIGHTS = {
  name: { text: 'What it is for.', value: 'NAME', required: true },
  scopes: { text: `Comma-separated; default: ${DEFAULT_SCOPES}.`, value: 'LIST' },
  assets: { text: 'The only assets that it may see, comma-separated; default: all.', value: 'IDS' },
} as const;

export const CREDENTIAL_COMMANDS: readonly Command[] = [
  {
    name: 'client create',
    summary: 'Create an OAuth2 client. Its secret is shown this once.',
    example: 'acme --name dispatch',
    places: ['account'],
    options: RIGHTS,
    async run(installation, given) {
      const account = await accountOf(installation, given);
      const name = given.text('name', NAME, NAME_RULE);
      const scopes = scopesOf(given);
      const assetIds = await assetsOf(installation, account, given);
      const create = new CreateOAuthClient(installation.unitOfWork);
      const { clientId, clientSecret } = await create.run(account.id, {
        name,
        scopes,
        ...(assetIds && { assetIds }),
      });
      return [{ client_id: clientId, client_secret: clientSecret, scopes: scopes.join(' ') }];
    },
  },
  {
    name: 'client list',
    summary: 'List the OAuth2 clients of an account.',
    example: 'acme',
    places: ['account'],
    run: (installation, given) => listCredentials(installation, given, 'oauth_client'),
  },
  {
    name: 'client delete',
    summary: 'Delete an OAuth2 client and end its tokens and sockets.',
    example: 'acme 3f0d64b0-4f0c-4bd7-9a4e-0d6d1f3e7c55',
    places: ['account', 'client-id'],
    run: (installation, given) =>
      deleteCredential(installation, given, {
        ...{ table: 'oauth_client', kind: 'client' },
        id: given.text('client-id', UUID, 'must be a client id'),
      }),
  },
  {
    name: 'key create',
    summary: 'Create an API key, shown this once.',
    example: "acme --name 'Night export'",
    places: ['account'],
    options: {
      ...RIGHTS,
      expires: { text: 'When it ends, such as 2027-01-01T00:00:00Z; default: never.', value: 'TIME' },
    },
    async run(installation, given) {
      const account = await accountOf(installation, given);
      const name = given.text('name', NAME, NAME_RULE);
      const scopes = scopesOf(given);
      const assetIds = (await assetsOf(installation, account, given)) ?? null;
      const expiresAt = given.has('expires') ? given.time('expires') : null;
      const key = newApiKey();
      const id = await installation.unitOfWork.run((tx) =>
        insertApiKey(tx, account.id, { name, scopes, assetIds, expiresAt, key }),
      );
      return [{ id, key, scopes: scopes.join(' ') }];
    },
  },
  {
    name: 'key list',
    summary: 'List the API keys of an account.',
    example: 'acme',
    places: ['account'],
    run: (installation, given) => listCredentials(installation, given, 'api_key'),
  },
  {
    name: 'key delete',
    summary: 'Delete an API key and end its sockets.',
    example: 'acme 7',
    places: ['account', 'id'],
    run: (installation, given) =>
      deleteCredential(installation, given, { table: 'api_key', kind: 'key', id: String(given.id('id')) }),
  },
  {
    name: 'app-key',
    summary: 'Print the Pusher app key of the live streams, for clients.',
    example: '',
    run: ({ env }) => {
      // Not what else the class holds: the secrets of services are no business of this command.
      const { LIVE_APP_KEY, PUBLIC_URL, WS_PUBLIC_URL } = env;
      const given = { LIVE_APP_KEY, PUBLIC_URL, WS_PUBLIC_URL, GRANT_KEYS: NO_KEY };
      return Promise.resolve((loadConfigs([LiveConfig], given).get(LiveConfig) as LiveConfig).appKey);
    },
  },
];

/** @throws UsageError */
export function scopesOf(given: Given): Scope[] {
  const names = given.has('scopes') ? given.list('scopes') : DEFAULT_SCOPES.split(',');
  const scopes = SCOPES.filter((scope) => names.includes(scope));
  const unknown = names.filter((name) => !SCOPES.some((scope) => scope === name));
  if (unknown.length > 0 || scopes.length === 0)
    throw new UsageError(`scopes must be of: ${SCOPES.join(', ')}`);
  return scopes;
}

/** The assets to restrict a credential to; undefined: none. @throws CommandFailed */
export async function assetsOf(
  { pool }: Installation,
  { id, key }: KnownAccount,
  given: Given,
): Promise<number[] | undefined> {
  if (!given.has('assets')) return undefined;
  const ids = [...new Set(given.ids('assets'))];
  const { rows } = await pool.query('SELECT id FROM asset WHERE account_id = $1 AND id = ANY ($2)', [
    id,
    ids,
  ]);
  if (rows.length !== ids.length) throw new CommandFailed(`${key} does not have all of these assets`);
  return ids;
}

async function listCredentials(
  installation: Installation,
  given: Given,
  table: 'api_key' | 'oauth_client',
): Promise<Row[]> {
  const { id } = await accountOf(installation, given);
  const { rows } = await installation.pool.query<CredentialRow>(
    `SELECT id, name, array_to_string(scopes, ' ') AS scopes, array_to_string(asset_ids, ', ') AS assets, expires_at
     FROM ${table} WHERE account_id = $1 ORDER BY created_at, id`,
    [id],
  );
  return rows.map(({ assets, expires_at: expires, ...row }) => ({
    ...row,
    assets: assets ?? 'all',
    expires: expires?.toISOString() ?? 'never',
  }));
}

interface CredentialRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly assets: string | null;
  readonly expires_at: Date | null;
}

/** @throws CommandFailed */
async function deleteCredential(
  installation: Installation,
  given: Given,
  { table, kind, id }: { readonly table: string; readonly kind: RevokedKind; readonly id: string },
): Promise<string> {
  const account = await accountOf(installation, given);
  await installation.unitOfWork.run(async (tx) => {
    const { rowCount } = await tx.query(`DELETE FROM ${table} WHERE account_id = $1 AND id = $2`, [
      account.id,
      id,
    ]);
    if (rowCount === 0) throw new CommandFailed(`${account.key} has no ${kind} ${id}`);
    const event = { kind, id, reason: 'deleted by the administrator' };
    await tx.emit(topics.accessRevoked, { key: `${kind}:${id}`, event });
  });
  return 'deleted';
}
