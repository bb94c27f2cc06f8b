import { DomainError } from '@yipii/platform';

/** Why a request is refused; the HTTP edge maps the code to a status. */
export type RefusalCode =
  'UNAUTHENTICATED' | 'INVALID_TOKEN' | 'FORBIDDEN' | 'INSUFFICIENT_SCOPE' | 'NOT_FOUND';

export class Refusal extends DomainError<RefusalCode> {}
