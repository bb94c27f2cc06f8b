import type { TrackingLink } from '@yipii/domain';

/** What a viewer has sent, of the right types and lengths. */
export interface GivenAddress {
  /** At most 254 characters; not looked at otherwise. */
  readonly email: string;
  /** At most 40 characters. */
  readonly code?: string;
  /** UUID. */
  readonly challengeId?: string;
}

export type EmailOutcome =
  /** The address in the form in which it is compared. */
  | { readonly kind: 'verified'; readonly email: string; readonly isVerifiedByCode: boolean }
  /** The same whether or not the address may have a session. */
  | { readonly kind: 'code_sent'; readonly challengeId: string; readonly expiresInSeconds: number };

/** The modes of a link that ask for an address. */
export abstract class EmailVerification {
  /**
   * @throws InvalidFields for what is no address; DomainError ADDRESS_NOT_ALLOWED, CODE_INVALID; TooManyRequests
   */
  abstract verify(link: TrackingLink, given: GivenAddress): Promise<EmailOutcome>;
  /** Lets an address try codes again. */
  abstract unlock(linkUuid: string, email: string): Promise<void>;
}
