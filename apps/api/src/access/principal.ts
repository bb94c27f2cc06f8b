import type { Grant } from '@yipii/protocol';
import { Refusal } from '../errors';
import type { Scope } from './scopes';

/** Whose request it is and what it may do, as the access token says. */
export interface Principal {
  readonly accountId: number;
  readonly accountKey: string;
  readonly accountName: string;
  readonly clientId: string;
  readonly tokenId: string;
  readonly scopes: readonly string[];
  /** The assets it is restricted to; null: all of the account. */
  readonly assetIds: readonly number[] | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Ids whose revocation ends everything that rests on the principal's token: `<kind>:<id>`. */
export function revocableIds(principal: Pick<Principal, 'tokenId' | 'clientId' | 'accountId'>): Grant['ids'] {
  return [`token:${principal.tokenId}`, `client:${principal.clientId}`, `account:${principal.accountId}`];
}

export function maySee({ assetIds }: Principal, assetId: number): boolean {
  return assetIds === null || assetIds.includes(assetId);
}

/** @throws Refusal INSUFFICIENT_SCOPE unless the principal has one of the scopes */
export function demandScope({ scopes }: Principal, ...accepted: readonly Scope[]): void {
  if (accepted.some((scope) => scopes.includes(scope))) return;
  throw new Refusal('INSUFFICIENT_SCOPE', `This needs the scope ${accepted.join(' or ')}.`);
}
