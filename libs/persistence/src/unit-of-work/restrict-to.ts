import type { AccountScope } from '@yipii/domain';

/**
 * Returns the statement that makes row-level security restrict the transaction to the scope, as SET LOCAL, which
 * takes no list. It can go in front of others without parameters: it holds nothing but numbers.
 */
export function restrictTo({ accountId, assets }: AccountScope): string {
  const visible = assets === null ? 'all' : assets.map(idOf).join();
  return `SELECT set_config('app.account', '${idOf(accountId)}', true), set_config('app.assets', '${visible}', true)`;
}

function idOf(id: number): string {
  if (!Number.isSafeInteger(id)) throw new TypeError('an id must be an integer');
  return String(id);
}
