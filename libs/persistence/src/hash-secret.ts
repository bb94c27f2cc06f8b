import { createHash } from 'node:crypto';

/**
 * How secrets are stored. Ours have 256 random bits, so that nothing slower is needed where there is nothing to guess;
 * a device sends its own with each report.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
