import type { Clock } from '../clock/clock';
import type { TrustedIssuer } from './access-token-verifier';
import { KeysUnavailable, remoteKeys, type TokenKeys } from './token-keys';

const FETCH_TIMEOUT_MS = 3_000;
/** Pause after a failed discovery. */
const COOLDOWN_MS = 30_000;
const MAX_METADATA_BYTES = 100_000;

/** Asymmetric algorithms only: with a shared secret, everyone who verifies could also sign. */
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'];
/** The type of RFC 9068 and the one that most OpenID providers use. The audience excludes ID tokens. */
const TYPES = ['at+jwt', 'jwt'];

/** An OpenID provider whose access tokens for the audience are accepted. */
export function externalIssuer(issuer: string, audience: string, clock: Clock): TrustedIssuer {
  return {
    ...{ issuer, audience, algorithms: ALGORITHMS, types: TYPES },
    requiredClaims: ['sub', 'exp', 'iat'],
    keys: discoveredKeys(issuer, clock),
  };
}

/** Keys of the JWK Set that the issuer's metadata names (OpenID Connect Discovery §4), read when first needed. */
function discoveredKeys(issuer: string, clock: Clock): TokenKeys {
  let keys: Promise<TokenKeys> | undefined;
  let mayRetryAt = 0;
  return async (hint) => {
    if (clock.now() < mayRetryAt) throw new KeysUnavailable('the issuer’s metadata could not be read');
    keys ??= discover(issuer);
    try {
      return await (
        await keys
      )(hint);
    } catch (error) {
      if (error instanceof DiscoveryFailed) {
        keys = undefined;
        mayRetryAt = clock.now() + COOLDOWN_MS;
      }
      throw error;
    }
  };
}

/** A {@link KeysUnavailable} that may succeed on retry. */
class DiscoveryFailed extends KeysUnavailable {}

async function discover(issuer: string): Promise<TokenKeys> {
  try {
    const metadata = await readMetadata(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (metadata.issuer !== issuer) throw new Error('the metadata names another issuer');
    return remoteKeys(String(metadata.jwks_uri));
  } catch (cause) {
    throw new DiscoveryFailed('the issuer’s metadata can’t be read', { cause });
  }
}

async function readMetadata(
  url: string,
): Promise<{ readonly issuer?: unknown; readonly jwks_uri?: unknown }> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const text = await response.text();
  if (text.length > MAX_METADATA_BYTES) throw new Error('too long');
  return JSON.parse(text) as object;
}
