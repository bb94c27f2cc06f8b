import { createHash } from 'node:crypto';

/**
 * Hashes a secret for storage. Our secrets have 256 random bits, so a slow hash would add nothing; a device sends
 * its secret with every report.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
