import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from '@yipii/platform';

export interface SigningKey {
  /** The key's thumbprint (RFC 7638). */
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A public key as `/.well-known/jwks.json` shows it. */
export interface PublicJwk {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
}

/**
 * The keys that sign and verify access tokens, from PEM blocks, JWKs and JWK Sets in any order, with blanks or commas
 * between them; the first signs.
 * @throws Error that says what is wrong, without any part of a key
 */
export function readSigningKeys(text: string): readonly SigningKey[] {
  const keys = splitKeys(text.trim()).map(toSigningKey);
  if (keys.length === 0) throw new Error('holds no key');
  return keys;
}

/** Returns what is wrong with the text, for the config loader, or null. */
export function signingKeysProblem(text: unknown): string | null {
  try {
    readSigningKeys(String(text));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

export function publicJwk({ kid, alg, publicKey }: SigningKey): PublicJwk {
  return {
    ...(publicKey.export({ format: 'jwk' }) as Pick<PublicJwk, 'kty' | 'crv' | 'x' | 'y'>),
    kid,
    alg,
    use: 'sig',
  };
}

/** A PEM block, or an object of JSON with objects in it. */
const PIECE = /-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----|\{(?:[^{}]|\{[^{}]*\})*\}/g;

function splitKeys(text: string): KeyObject[] {
  const pieces = text.match(PIECE) ?? [];
  // A key that was skipped would end its tokens.
  if (pieces.length > 0 && /[^\s,]/.test(text.replace(PIECE, '')))
    throw new Error('holds text that is neither PEM nor a JWK');
  return pieces.flatMap((piece) =>
    piece.startsWith('{') ? splitJwks(piece) : [readKey(() => createPrivateKey(piece))],
  );
}

type Jwk = Readonly<Record<string, unknown>>;

function splitJwks(text: string): KeyObject[] {
  const parsed = readKey(() => JSON.parse(text) as Jwk & { readonly keys?: readonly Jwk[] });
  const jwks = parsed.keys ?? [parsed];
  return jwks.map((key) => readKey(() => createPrivateKey({ key: { ...key }, format: 'jwk' })));
}

function readKey<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new Error('holds a private key that can’t be read');
  }
}

function toSigningKey(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  return { kid: thumbprint(publicKey), alg: algorithmOf(privateKey), privateKey, publicKey };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningAlgorithm {
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  throw new Error('holds a key that is neither Ed25519 nor P-256');
}

/** RFC 7638: of the required members only, in lexical order. */
function thumbprint(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
