import type { Identity } from './identity-provider.ports';
import type { SessionOwner } from './sessions.ports';

/** Which user an identity of the provider is. */
export abstract class SsoUsers {
  /**
   * Returns the user who has signed in as this identity before; else the one who has its verified mail address, who
   * is it from then on; else one by the latest invitation of the address, which is accepted by that; else null.
   */
  abstract ownerOf(identity: Identity, now: Date): Promise<SessionOwner | null>;
}
