import type { ClientEventFrame, SignedInUser, SignInFrame, SubscribeFrame } from '@yipii/protocol';
import type { Admission, AdmissionOutcome, RefusedAdmission } from './admission';

/** What is known about a connection so far. */
export interface ClientIdentity {
  readonly socketId: string;
  /** The key by which limits count it (`RequestClient.limitKey`). */
  readonly client: string;
  /** Null before a sign-in. */
  readonly user: SignedInUser | null;
}

/** What the connections of one app may do. */
export interface AppPolicy {
  readonly maxChannels: number;
  /** Does not reject. */
  admit(frame: SubscribeFrame, identity: ClientIdentity): AdmissionOutcome | Promise<AdmissionOutcome>;
  /** Returns the user, or why the sign-in is refused. */
  signIn(frame: SignInFrame, identity: ClientIdentity): SignedInUser | RefusedAdmission;
  /** Returns why a connection may not send the event; null: it may. `subscription` is the one to its channel. */
  problemWith(event: ClientEventFrame, subscription: Admission | undefined): string | null;
}
