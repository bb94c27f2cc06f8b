import { InvalidFields } from '@yipii/platform';

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 200;

/**
 * Checks what the length of a field can't: that a password is not what everybody would try first.
 * @throws InvalidFields
 */
export function demandPassword(password: string, email: string): void {
  const lower = password.toLowerCase();
  const isGuess = lower === email.toLowerCase() || new Set(lower).size < 5;
  if (isGuess) throw new InvalidFields({ password: ['password is too easy to guess.'] });
}
