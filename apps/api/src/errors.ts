import { DomainError } from '@yipii/platform';

/** Why a request is refused; the HTTP edge maps the code to a status. */
export type RefusalCode =
  'INVALID_TOKEN' | 'FORBIDDEN' | 'NOT_FOUND' | 'PRECONDITION_FAILED' | 'DEVICE_ID_UNAVAILABLE';

export class Refusal extends DomainError<RefusalCode> {}
