import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';

export const AUDIENCE = 'yipii';

/** An OpenID provider with discovery and a JWK Set, on a free port. */
export class OidcProvider {
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** Answers everything with 503. */
  isAway = false;
  /** Overrides of the metadata. */
  metadata: object = {};
  private readonly key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      const body = request.url === '/jwks' ? this.jwks : this.discovery;
      response
        .writeHead(this.isAway ? 503 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    });
  }

  static async start(): Promise<OidcProvider> {
    const provider = new OidcProvider();
    await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  token(
    claims: JWTPayload = {},
    header: Partial<JWTHeaderParameters> = {},
    key?: KeyObject,
  ): Promise<string> {
    const iat = Math.floor(Date.now() / 1_000);
    const good = { iss: this.issuer, aud: AUDIENCE, sub: 'somebody', iat, exp: iat + 600 };
    return new SignJWT({ ...good, tenant: 'acme', roles: ['viewer'], ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'at+jwt', ...header })
      .sign(key ?? this.key.privateKey);
  }

  private get jwks(): object {
    const jwk = this.key.publicKey.export({ format: 'jwk' });
    return { keys: [{ ...jwk, kid: 'one', alg: 'RS256', use: 'sig' }] };
  }

  private get discovery(): object {
    return { issuer: this.issuer, jwks_uri: `${this.issuer}/jwks`, ...this.metadata };
  }
}

/** Settings of an API that trusts the provider: the claim `tenant` names the account, `roles` what it may do. */
export function oidcSettings({ issuer }: OidcProvider, scopes: string) {
  return {
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_ACCOUNT_CLAIM: 'tenant',
    OIDC_SCOPE_CLAIM: 'roles',
    OIDC_SCOPES: scopes,
  };
}
