import { SCOPES, type Scope } from '@yipii/domain';
import { CreateOAuthClient } from '@yipii/persistence';
import { LiveConfig, loadConfigs } from '@yipii/platform';
import { CommandFailed, UsageError, type Command, type Given } from '../command';
import type { Installation } from '../installation';
import { accountOf, NAME, NAME_RULE, type KnownAccount } from './accounts';

/** The class demands one, which this command does not use. */
const NO_KEY = '-'.repeat(32);
const DEFAULT_SCOPES = 'positions:read,fleet:read';

export const CREDENTIAL_COMMANDS: readonly Command[] = [
  {
    name: 'client create',
    summary: 'Create an OAuth2 client. Its secret is shown this once.',
    places: ['account'],
    options: {
      name: { text: 'What it is for.', value: 'NAME', required: true },
      scopes: { text: `Comma-separated; default: ${DEFAULT_SCOPES}.`, value: 'LIST' },
      assets: { text: 'The only assets that it may see, comma-separated; default: all.', value: 'IDS' },
    },
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
    name: 'app-key',
    summary: 'Print the Pusher app key of the live streams, for clients.',
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
