/** What binds the answer of the provider to the browser that asked; for that browser only. */
export interface SsoChecks {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** Who has signed in at the provider, by its signed word. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Null unless the provider has verified it. */
  readonly email: string | null;
  readonly name: string | null;
}

/** Where people sign in elsewhere (OpenID Connect). */
export abstract class IdentityProvider {
  /** Whether there is one. */
  abstract readonly isConfigured: boolean;
  /** Returns where to send the browser. */
  abstract begin(): Promise<{ readonly url: string; readonly checks: SsoChecks }>;
  /**
   * Redeems the code of the callback.
   * @param query of the callback, as it came
   * @returns null if the provider refused, or its answer is not for this browser
   * @throws DomainError UNAVAILABLE
   */
  abstract finish(query: string, checks: SsoChecks): Promise<Identity | null>;
}
