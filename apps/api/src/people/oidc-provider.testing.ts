import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type KeyLike } from 'jose';

export interface TestIdentity {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

interface Grant {
  readonly identity: TestIdentity;
  readonly nonce: string;
  readonly challenge: string;
}

/** An OpenID Connect provider that knows one client. Whoever comes signs in as the test says. */
export class TestProvider {
  /** What ID tokens say besides or instead of the truth. */
  lies: Readonly<Record<string, unknown>> = {};
  private readonly codes = new Map<string, Grant>();

  private constructor(
    private readonly server: Server,
    private readonly key: KeyLike,
    private readonly jwk: JWK,
  ) {}

  static async start(): Promise<TestProvider> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
    const server = createServer((request, response) => void provider.answer(request, response));
    const provider = new TestProvider(server, privateKey, jwk);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The person signs in; returns the path and query of the callback. */
  signIn(authorizationUrl: string, identity: TestIdentity): string {
    const asked = new URL(authorizationUrl).searchParams;
    const code = randomUUID();
    this.codes.set(code, {
      identity,
      nonce: asked.get('nonce') ?? '',
      challenge: asked.get('code_challenge') ?? '',
    });
    const callback = new URL(asked.get('redirect_uri') ?? '');
    callback.searchParams.set('code', code);
    callback.searchParams.set('state', asked.get('state') ?? '');
    callback.searchParams.set('iss', this.issuer);
    return `${callback.pathname}${callback.search}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { issuer } = this;
    const send = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (request.url) {
      case '/.well-known/openid-configuration':
        send(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          authorization_response_iss_parameter_supported: true,
        });
        return;
      case '/jwks':
        send(200, { keys: [this.jwk] });
        return;
      case '/token':
        send(...(await this.redeem(request)));
        return;
      default:
        send(404, {});
    }
  }

  private async redeem(request: IncomingMessage): Promise<[number, object]> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const grant = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isClient = form.get('client_id') === 'fleet' && form.get('client_secret') === 'secret';
    if (!grant || !isClient || grant.challenge !== challenge) return [400, { error: 'invalid_grant' }];
    const idToken = await new SignJWT({ ...grant.identity, nonce: grant.nonce, ...this.lies })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(this.issuer)
      .setAudience('fleet')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(this.key);
    return [200, { access_token: 'a', token_type: 'Bearer', expires_in: 300, id_token: idToken }];
  }
}
