import { credentialOf, type Principal } from '@yipii/domain';
import type { AccountTransaction } from '@yipii/persistence';

const NAMES: Readonly<Partial<Record<Principal['kind'], string>>> = {
  user: 'SELECT email AS name FROM account_user WHERE id = $1',
  api_key: 'SELECT name FROM api_key WHERE id = $1',
  client: 'SELECT name FROM oauth_client WHERE id = $1',
};

/** Returns by what colleagues know a caller: the address of a user, the name of a key or client. */
export async function nameOfCaller(tx: AccountTransaction, principal: Principal): Promise<string> {
  const { kind, id } = credentialOf(principal);
  const text = NAMES[kind];
  const { rows } = text ? await tx.query<{ name: string }>(text, [id]) : { rows: [] };
  return rows[0]?.name ?? `${kind} ${id}`;
}
