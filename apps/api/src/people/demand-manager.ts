import { mayGrant, type Principal, type Role } from '@yipii/domain';
import { demandWholeAccount, Refusal } from '../errors';

/**
 * Demands that a caller may manage people: one who sees all of the account.
 * @param roles those that it gives or takes away: it must have all of their scopes itself
 * @throws Refusal FORBIDDEN
 */
export function demandManager({ scope, scopes }: Principal, ...roles: readonly Role[]): void {
  demandWholeAccount(scope);
  if (roles.every((role) => mayGrant(scopes, role))) return;
  throw new Refusal('FORBIDDEN', 'Nobody can give or take away more than they may do themselves.');
}
