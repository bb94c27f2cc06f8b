import {
  TooManyRequests,
  mailAddressOf,
  InvalidFields,
  type RateLimit,
  type RateLimits,
} from '@yipii/platform';
import type { WriteRequest } from '@yipii/platform';
import { demandManager } from './demand-manager';
import { demandLimitable } from './user.resource';
import type { InvitationInput, InvitationView } from './user.schema';

const DAY_S = 86_400;
/** How many mails an account can have sent to people whom nobody knows yet. */
const OF_ACCOUNT: RateLimit = { name: 'invitations', max: 200, windowSeconds: DAY_S };
const TO_ADDRESS: RateLimit = { name: 'invitations_to_address', max: 5, windowSeconds: DAY_S };

/** Stores invitations and mails their links. */
export abstract class InvitationDesk {
  /**
   * In place of an earlier invitation of the address to the account.
   * @throws InvalidFields if the address is a user of the account already, or a group does not exist
   */
  abstract invite(request: WriteRequest, input: InvitationInput): Promise<InvitationView>;
}

/** Invites somebody to become a user. */
export class InvitePerson {
  constructor(
    private readonly desk: InvitationDesk,
    private readonly limits: RateLimits,
  ) {}

  /** @throws Refusal FORBIDDEN; InvalidFields; TooManyRequests */
  async run(request: WriteRequest, input: InvitationInput): Promise<InvitationView> {
    const { principal } = request;
    const { role, group_ids: groupIds = null } = input;
    demandManager(principal, role);
    demandLimitable(role, groupIds);
    const email = mailAddressOf(input.email);
    if (email === null) throw new InvalidFields({ email: ['email must be a mail address.'] });
    const account = String(principal.scope.accountId);
    await this.demand(OF_ACCOUNT, account);
    await this.demand(TO_ADDRESS, `${account} ${email.toLowerCase()}`);
    return this.desk.invite(request, { email, role, group_ids: groupIds });
  }

  private async demand(limit: RateLimit, key: string): Promise<void> {
    const usage = await this.limits.count(limit, key);
    if (usage?.isExceeded) throw new TooManyRequests('Too many invitations today.', usage);
  }
}
