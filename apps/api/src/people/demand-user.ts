import type { Principal } from '@yipii/domain';
import { Refusal } from '../errors';

export interface SignedInUser {
  readonly userId: number;
  /** Of the session. */
  readonly handle: string;
}

/** @throws Refusal FORBIDDEN if the caller is no user, but a program */
export function demandUser(principal: Principal): SignedInUser {
  if (principal.kind !== 'user')
    throw new Refusal('FORBIDDEN', 'Only users may do this, with their session.');
  return { userId: Number(principal.userId), handle: principal.sessionId };
}
