import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '@yipii/domain';

/** What a request is authenticated by. */
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
   * Returns whom it stands for, or null if it is malformed, unknown or expired. Revocations that other replicas
   * announce are checked by the caller.
   */
  verify(credential: string): Promise<Principal | null>;
}

/** Credentials of `Authorization: Bearer`, told apart by their form. */
export abstract class BearerKind implements CredentialKind {
  find(request: CredentialRequest): string | null {
    const bearer = bearerOf(request);
    return bearer !== null && this.accepts(bearer) ? bearer : null;
  }

  /** Whether a bearer credential is of this kind, as far as its form tells. */
  protected abstract accepts(bearer: string): boolean;
  abstract verify(bearer: string): Promise<Principal | null>;
}

/** Returns what follows `Bearer` in the Authorization header (RFC 6750 §2.1), or null. */
export function bearerOf({ headers }: CredentialRequest): string | null {
  return /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
