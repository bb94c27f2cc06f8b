import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '@yipii/domain';

/** The parts of a request that authentication uses. */
export interface CredentialRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/** One way to authenticate. Kinds are asked in order: the first that finds its credential in a request decides. */
export interface CredentialKind {
  /**
   * Returns the credential of this kind that a request carries, or null if it carries none.
   * @throws DomainError if it may not be sent this way, e.g. a cookie from another site
   */
  find(request: CredentialRequest): string | null;
  /**
   * Returns the principal, or null if the credential is malformed, unknown or expired. The caller checks
   * revocations announced by other replicas.
   */
  verify(credential: string): Promise<Principal | null>;
}

/** Credentials of `Authorization: Bearer`, told apart by their form. */
export abstract class BearerKind implements CredentialKind {
  find(request: CredentialRequest): string | null {
    const bearer = bearerOf(request);
    return bearer !== null && this.accepts(bearer) ? bearer : null;
  }

  /** Returns whether a bearer credential has the form of this kind. */
  protected abstract accepts(bearer: string): boolean;
  abstract verify(bearer: string): Promise<Principal | null>;
}

/** Returns what follows `Bearer` in the Authorization header (RFC 6750 §2.1), or null. */
export function bearerOf({ headers }: CredentialRequest): string | null {
  return /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
