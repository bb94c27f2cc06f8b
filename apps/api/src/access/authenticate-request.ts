import type { Principal } from '@yipii/domain';
import {
  Authenticator,
  bearerOf,
  DomainError,
  type CredentialKind,
  type CredentialRequest,
} from '@yipii/platform';
import type { RevokedAccess } from './revoked-access';

/** Finds out whom a request's credential stands for, by the first kind that it carries. */
export class AuthenticateRequest extends Authenticator {
  /** @param kinds in the order in which they are looked for */
  constructor(
    private readonly kinds: readonly CredentialKind[],
    private readonly revoked: RevokedAccess,
  ) {
    super();
  }

  async authenticate(request: CredentialRequest): Promise<Principal> {
    for (const kind of this.kinds) {
      const credential = kind.find(request);
      if (credential !== null) return this.demandValid(await kind.verify(credential));
    }
    if (bearerOf(request) !== null) throw invalid();
    throw new DomainError('UNAUTHENTICATED', 'Send an access token as Authorization: Bearer.');
  }

  private demandValid(principal: Principal | null): Principal {
    // Sessions of viewers are looked up at each use; a link that has ended may be open again.
    const isRevoked = principal?.kind !== 'tracking_session' && principal && this.revoked.has(principal);
    if (!principal || isRevoked) throw invalid();
    return principal;
  }
}

function invalid(): DomainError {
  return new DomainError('INVALID_TOKEN', 'The access token is malformed, expired or revoked.');
}
