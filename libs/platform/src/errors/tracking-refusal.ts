import type { trackingErrors } from '@yipii/protocol';
import { DomainError } from './domain-error';

type KnownTrackingError = (typeof trackingErrors)[keyof typeof trackingErrors];

/** What a refusal tells besides its text. */
export interface RefusalDetails {
  readonly ws_code: number;
  readonly next_change_at?: string | null;
  /** Seconds. */
  readonly retry_after?: number;
}

/** Why a viewer has no access to a tracking link, as REST and channel authorisation answer. */
export class TrackingRefusal extends DomainError<KnownTrackingError['name']> {
  readonly more: RefusalDetails;

  constructor({ name, code, text }: KnownTrackingError, more: Omit<RefusalDetails, 'ws_code'> = {}) {
    super(name, text);
    this.more = { ...more, ws_code: code };
  }
}
