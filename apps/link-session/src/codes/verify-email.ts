import { CODE_LIFE_MS, grantsSession, readCode, requirementsOf, type TrackingLink } from '@yipii/domain';
import { DomainError, InvalidFields, mailAddressOf, type SecurityEvents } from '@yipii/platform';
import { EmailVerification, type EmailOutcome, type GivenAddress } from '../links/verify-email.ports';
import type { AddressOnLink, Challenges } from './challenges.ports';

/** The modes `email`, `email_code` and `authorized_only`. */
export class VerifyEmail extends EmailVerification {
  constructor(
    private readonly challenges: Challenges,
    private readonly security: Pick<SecurityEvents, 'tell'>,
  ) {
    super();
  }

  async verify(link: TrackingLink, given: GivenAddress): Promise<EmailOutcome> {
    const address = mailAddressOf(given.email);
    if (address === null) throw new InvalidFields({ email: ['email must be a mail address.'] });
    const viewer = { accountId: link.accountId, linkUuid: link.uuid, email: address };
    if (!requirementsOf(link.access).includes('code')) return this.admit(link, viewer, false);
    return given.code === undefined
      ? this.sendCode(link, viewer, given.challengeId ?? null)
      : this.redeem(link, viewer, { code: given.code, challengeId: given.challengeId ?? null });
  }

  unlock(linkUuid: string, email: string): Promise<void> {
    return this.challenges.unlock(linkUuid, email);
  }

  private admit(link: TrackingLink, viewer: AddressOnLink, isVerifiedByCode: boolean): EmailOutcome {
    const email = viewer.email.toLowerCase();
    if (!grantsSession(link.access, { email, isVerifiedByCode })) {
      this.note('address_not_allowed', viewer);
      throw new DomainError('ADDRESS_NOT_ALLOWED', 'This address may not follow the link.');
    }
    return { kind: 'verified', email, isVerifiedByCode };
  }

  /** Whether the address may follow the link is not told, and takes no time. */
  private async sendCode(
    link: TrackingLink,
    viewer: AddressOnLink,
    challengeId: string | null,
  ): Promise<EmailOutcome> {
    const isShadow = !this.mayFollow(link, viewer);
    const id = await this.challenges.open({ ...viewer, isShadow, challengeId });
    return { kind: 'code_sent', challengeId: id, expiresInSeconds: CODE_LIFE_MS / 1_000 };
  }

  private async redeem(
    link: TrackingLink,
    viewer: AddressOnLink,
    given: { readonly code: string; readonly challengeId: string | null },
  ): Promise<EmailOutcome> {
    const code = readCode(given.code);
    const isRight = code !== null && (await this.challenges.redeem({ ...viewer, ...given, code }));
    // The link may have been narrowed since the code was sent.
    if (isRight && this.mayFollow(link, viewer)) return this.admit(link, viewer, true);
    this.note('code_invalid', viewer);
    throw new DomainError('CODE_INVALID', 'This code is not valid: ask for a new one.');
  }

  private mayFollow({ access }: TrackingLink, { email }: AddressOnLink): boolean {
    return grantsSession(access, { email: email.toLowerCase(), isVerifiedByCode: true });
  }

  private note(
    reason: 'address_not_allowed' | 'code_invalid',
    { linkUuid: link, email }: AddressOnLink,
  ): void {
    this.security.tell({ event: 'viewer_refused', reason, hashed: { link, viewer: email.toLowerCase() } });
  }
}
