/** Somebody with an address, on a link. */
export interface AddressOnLink {
  readonly accountId: number;
  readonly linkUuid: string;
  /** As `mailAddressOf` returns it. */
  readonly email: string;
}

export interface ChallengeRequest extends AddressOnLink {
  /** No code is sent: the address may not follow the link, and nobody shall learn that. */
  readonly isShadow: boolean;
  /** A challenge that gets a new code, which voids the one before; null: a new one. */
  readonly challengeId: string | null;
}

/** A code, as somebody has entered it. */
export interface CodeTry extends AddressOnLink {
  /** Null: the newest one of the address. */
  readonly challengeId: string | null;
  /** Six ASCII digits. */
  readonly code: string;
}

/** Codes that are mailed to addresses. Whether an address may follow the link changes neither what is done nor how long it takes. */
export abstract class Challenges {
  /**
   * Sends a code soon, and returns the id of its challenge.
   * @throws TooManyRequests by the limits of mails
   */
  abstract open(request: ChallengeRequest): Promise<string>;
  /**
   * Whether it is the code of the challenge, unused, not expired and tried no more than five times, and the address
   * is not locked. Counts it in any case; a code is good once.
   */
  abstract redeem(attempt: CodeTry): Promise<boolean>;
  /** Lets an address try again, which had failed too often. */
  abstract unlock(linkUuid: string, email: string): Promise<void>;
}
