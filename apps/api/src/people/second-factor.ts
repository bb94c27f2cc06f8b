import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** 80 bits, in base32. */
const RECOVERY_BYTES = 10;

export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** Returns the text of the QR code that authenticator apps read. */
export function totpUrl(secret: string, label: string): string {
  return totpOf(secret, label).toString();
}

/**
 * Returns the number of the 30 s step that the code belongs to, or null if it is not valid at `now` (epoch ms): the
 * step itself and its neighbours count (RFC 6238 §5.2).
 */
export function totpStepOf(secret: string, code: string, now: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / 1_000 / PERIOD_S) + delta;
}

/** For the day when the phone is lost: each is good once. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = new Secret({
      buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer,
    }).base32.toLowerCase();
    return `${text.slice(0, 8)}-${text.slice(8)}`;
  });
}

/** What is stored of a recovery code; its letters may be typed in any case, without the hyphen. */
export function hashRecoveryCode(code: string): Buffer {
  return createHash('sha256').update(code.toLowerCase().replaceAll(/[\s-]/g, '')).digest();
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({
    issuer: 'Yipii Live',
    label,
    secret: Secret.fromBase32(secret),
    digits: 6,
    period: PERIOD_S,
  });
}
