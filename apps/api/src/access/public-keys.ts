import { publicJwk, type PublicJwk, type SigningKey } from './signing-keys';

/** The keys by which others verify our access tokens (RFC 7517). */
export class PublicKeys {
  readonly jwks: readonly PublicJwk[];

  constructor(keys: readonly SigningKey[]) {
    this.jwks = keys.map(publicJwk);
  }
}
