import { DomainError, mailAddressOf } from '@yipii/platform';
import type * as Oidc from 'openid-client';
import { IdentityProvider, type Identity, type SsoChecks } from './identity-provider.ports';

const TIMEOUT_S = 10;
const SCOPE = 'openid email profile';
const MAX_NAME = 100;

export interface ProviderOptions {
  /** Undefined: there is no provider. */
  readonly issuer: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** The callback. */
  readonly redirectUri: string;
}

interface Client {
  readonly oidc: typeof Oidc;
  readonly config: Oidc.Configuration;
}

/** Authorization code with PKCE, state and nonce. What the provider is, it says itself (discovery), at the first use. */
export class OpenIdProvider extends IdentityProvider {
  private discovered: Promise<Client> | undefined;

  constructor(private readonly options: ProviderOptions) {
    super();
  }

  get isConfigured(): boolean {
    return Boolean(this.options.issuer);
  }

  async begin(): Promise<{ readonly url: string; readonly checks: SsoChecks }> {
    const { oidc, config } = await this.client();
    const checks = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.options.redirectUri,
      scope: SCOPE,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
      state: checks.state,
      nonce: checks.nonce,
    });
    return { url: url.href, checks };
  }

  async finish(query: string, { state, nonce, verifier }: SsoChecks): Promise<Identity | null> {
    const { oidc, config } = await this.client();
    const url = new URL(this.options.redirectUri);
    url.search = query;
    try {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
      const tokens = await oidc.authorizationCodeGrant(config, url, { ...checks, idTokenExpected: true });
      const claims = tokens.claims();
      return claims ? identityOf(claims) : null;
    } catch (error) {
      if (isRefusal(oidc, error)) return null;
      throw unavailable(error);
    }
  }

  private async client(): Promise<Client> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      this.discovered = undefined;
      throw unavailable(error);
    });
    return this.discovered;
  }

  private async discover(): Promise<Client> {
    // Loaded by those only who use it.
    const oidc = await import('openid-client');
    const { issuer = '', clientId, clientSecret } = this.options;
    const server = new URL(issuer);
    const config = await oidc.discovery(server, clientId, clientSecret, undefined, {
      timeout: TIMEOUT_S,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- for a provider on this machine, in development
      ...(isOnLoopback(server) && { execute: [oidc.allowInsecureRequests] }),
    });
    return { oidc, config };
  }
}

function isOnLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** The provider has said no, or its answer is not what was asked for; as opposed to no answer at all. */
function isRefusal(oidc: typeof Oidc, error: unknown): boolean {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return true;
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^OAUTH_(INVALID|JWT|PARSE|KEY)/.test(code);
}

function identityOf(claims: Oidc.IDToken): Identity {
  const { iss: issuer, sub: subject, email, email_verified: isVerified, name } = claims;
  return {
    ...{ issuer, subject },
    email: isVerified === true && typeof email === 'string' ? mailAddressOf(email) : null,
    name: typeof name === 'string' && name !== '' ? name.replaceAll('\0', '').slice(0, MAX_NAME) : null,
  };
}

function unavailable(cause: unknown): DomainError {
  return new DomainError('UNAVAILABLE', 'The sign-in provider is unavailable; retry later.', { cause });
}
