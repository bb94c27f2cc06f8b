import type { ClientEventFrame, SignedInUser, SignInFrame, SubscribeFrame } from '@yipii/protocol';
import type { FailedAuthentications, FailedCredential } from '../limits/failed-authentications';
import {
  isRefusal,
  refusal,
  type Admission,
  type AdmissionOutcome,
  type RefusedAdmission,
} from './admission';
import type { AppPolicy, ClientIdentity } from './app-policy';

const UNAUTHORISED = 401;
const TOO_MANY = refusal('LimitReached', 429, 'Too many failed authentications: retry in a minute');

/**
 * Counts invalid credentials against the client's address, and refuses them with 429 once there are too many.
 * Valid ones are accepted, whatever else came from that address.
 */
export class CountedPolicy implements AppPolicy {
  constructor(
    private readonly policy: AppPolicy,
    private readonly failures: Pick<FailedAuthentications, 'failed'>,
  ) {}

  get maxChannels(): number {
    return this.policy.maxChannels;
  }

  admit(frame: SubscribeFrame, identity: ClientIdentity): AdmissionOutcome | Promise<AdmissionOutcome> {
    const answer = this.policy.admit(frame, identity);
    if (!(answer instanceof Promise)) return this.counted(answer, identity, 'subscription');
    return answer.then((settled) => this.counted(settled, identity, 'subscription'));
  }

  signIn(frame: SignInFrame, identity: ClientIdentity): SignedInUser | RefusedAdmission {
    return this.counted(this.policy.signIn(frame, identity), identity, 'sign_in');
  }

  problemWith(event: ClientEventFrame, subscription: Admission | undefined): string | null {
    return this.policy.problemWith(event, subscription);
  }

  private counted<T extends object>(
    answer: T,
    { client }: ClientIdentity,
    credential: FailedCredential,
  ): T | RefusedAdmission {
    const hasFailed = isRefusal(answer) && answer.status === UNAUTHORISED;
    return hasFailed && this.failures.failed(client, credential) ? TOO_MANY : answer;
  }
}
