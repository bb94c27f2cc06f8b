import type { Provider } from '@nestjs/common';
import { WorkerUnitOfWork } from '@yipii/persistence';
import { Clock, Lifecycle, LiveConfig, provideAs, SecurityEvents } from '@yipii/platform';
import { LinkSessionConfig } from '../link-session.config';
import { LinkTimerParts } from '../links/run-link-timers';
import { EmailVerification } from '../links/verify-email.ports';
import { MailBudget } from '../mail/mail-budget.postgres';
import { Challenges } from './challenges.ports';
import { PostgresChallenges } from './challenges.postgres';
import { RunCodeTimers } from './run-code-timers';
import { VerifyEmail } from './verify-email';

/** The modes of links that ask for an address. */
export const codeProviders: Provider[] = [
  {
    provide: MailBudget,
    inject: [Clock, LiveConfig, LinkSessionConfig],
    useFactory: (clock: Clock, live: LiveConfig, { mailsPerDay }: LinkSessionConfig) =>
      new MailBudget(clock, secretOf(live), mailsPerDay),
  },
  {
    provide: Challenges,
    inject: [WorkerUnitOfWork, MailBudget, Clock, LiveConfig],
    useFactory: (work: WorkerUnitOfWork, budget: MailBudget, clock: Clock, live: LiveConfig) =>
      new PostgresChallenges(work, budget, clock, secretOf(live)),
  },
  provideAs(EmailVerification, VerifyEmail, Challenges, SecurityEvents),
  {
    provide: RunCodeTimers,
    inject: [LinkTimerParts, Lifecycle, LiveConfig],
    useFactory: (parts: LinkTimerParts, lifecycle: Lifecycle, live: LiveConfig) =>
      new RunCodeTimers(parts, lifecycle, secretOf(live)),
  },
];

/** The same in all replicas. A code that was sent before the keys were rotated has to be asked for again. */
function secretOf({ grantKeys: [secret = ''] }: LiveConfig): string {
  return secret;
}
