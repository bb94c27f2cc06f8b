import type { AccountScope } from '@yipii/domain';

/**
 * Returns a statement that restricts the transaction to the scope by row-level security. (SET LOCAL takes no list.)
 * It contains only numbers and can be prefixed to other statements without parameters.
 */
export function restrictTo({ accountId, assets }: AccountScope): string {
  const visible = assets === null ? 'all' : assets.map(idOf).join();
  return `SELECT set_config('app.account', '${idOf(accountId)}', true), set_config('app.assets', '${visible}', true)`;
}

function idOf(id: number): string {
  if (!Number.isSafeInteger(id)) throw new TypeError('an id must be an integer');
  return String(id);
}
