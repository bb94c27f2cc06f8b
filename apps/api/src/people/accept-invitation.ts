import { hashSecret } from '@yipii/persistence';
import { InvalidFields, type Clock } from '@yipii/platform';
import { demandPassword } from './demand-password';
import type { Invitations } from './invitations.ports';
import type { PasswordHasher } from './password-hasher';
import { linkInvalid } from './reset-password';
import { isToken } from './session-token';
import type { SessionOwner } from './sessions.ports';

export interface Acceptance {
  readonly token: string;
  readonly name: string;
  readonly password: string;
}

/** A person becomes a user by the link of an invitation. */
export class AcceptInvitation {
  constructor(
    private readonly invitations: Invitations,
    private readonly passwords: PasswordHasher,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal LINK_INVALID; InvalidFields */
  async run({ token, name, password }: Acceptance): Promise<SessionOwner> {
    const now = new Date(this.clock.now());
    const invited = isToken(token) ? await this.invitations.find(hashSecret(token), now) : null;
    if (!invited) throw linkInvalid();
    demandPassword(password, invited.email);
    const passwordHash = await this.passwords.hash(password);
    const user = await this.invitations.accept(hashSecret(token), now, { name, passwordHash });
    if (user === null) throw linkInvalid();
    // Told to the one who reads the mail of this address, not to those who have invited.
    if (user === 'taken')
      throw new InvalidFields({ token: ['There is a user with this mail address already.'] });
    return user;
  }
}
