import type { AccountScope } from '@yipii/domain';
import { DomainError } from '@yipii/platform';

/** Why a request is refused; the HTTP edge maps the code to a status. */
export type RefusalCode =
  | 'INVALID_TOKEN'
  | 'SIGN_IN_FAILED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'FORBIDDEN'
  | 'CSRF_TOKEN_INVALID'
  | 'NOT_FOUND'
  | 'CURSOR_EXPIRED'
  | 'LAST_OWNER'
  | 'PRECONDITION_FAILED'
  | 'DEVICE_ID_UNAVAILABLE'
  | 'LINK_INVALID'
  | 'VIEWER_LIMIT';

export class Refusal extends DomainError<RefusalCode> {}

/** @throws Refusal FORBIDDEN for a caller who may see some assets only */
export function demandWholeAccount({ assets }: AccountScope): void {
  if (assets !== null) throw new Refusal('FORBIDDEN', 'This needs access to all assets of the account.');
}

/** There is none for the caller, whether or not there is one. */
export function noSuchAsset(): Refusal {
  return new Refusal('NOT_FOUND', 'There is no such asset.');
}
