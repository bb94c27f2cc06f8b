import OAuth2Server, { OAuthError, type Client, type Token } from '@node-oauth/oauth2-server';
import type { OAuthClientRecord } from '@yipii/persistence';
import type { Clock } from '@yipii/platform';
import type { AccessTokenIssuer } from './access-token-issuer';
import type { AuthenticateClient } from './authenticate-client';
import { OAuthRefusal, type OAuthErrorCode } from './oauth-error';
import type { OAuthForm } from './oauth-form';
import type { OAuthToken } from './oauth.schema';

type KnownClient = Client & { readonly record: OAuthClientRecord; readonly accessTokenLifetime: number };

/** The form has been read already; the library only checks its type and that there was a body. */
const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' };

/** The grants of `POST /oauth/token`, by @node-oauth/oauth2-server. */
export class TokenEndpoint {
  private readonly server: OAuth2Server;

  /** @param ttlSeconds lifetime of tokens; a token ends with its client at the latest */
  constructor(
    private readonly authenticate: AuthenticateClient,
    private readonly tokens: AccessTokenIssuer,
    private readonly clock: Clock,
    private readonly ttlSeconds: number,
  ) {
    this.server = new OAuth2Server({
      model: {
        getClient: (id, secret) => this.findClient(id, secret),
        // A client of ours acts for its account, not for a user.
        getUserFromClient: (client) => Promise.resolve(client),
        validateScope: (_user, client, scope) => Promise.resolve(narrowScope(client as KnownClient, scope)),
        generateAccessToken: (client, _user, scope) => this.sign(client as KnownClient, scope),
        saveToken: (token, client, user) => Promise.resolve<Token>({ ...token, client, user }),
        getAccessToken: () => Promise.resolve(null),
      },
    });
  }

  /** @throws OAuthRefusal */
  async answer({ clientId, clientSecret, parameters }: OAuthForm): Promise<OAuthToken> {
    const body = { ...parameters, client_id: clientId, client_secret: clientSecret };
    const request = new OAuth2Server.Request({ headers: FORM_HEADERS, method: 'POST', query: {}, body });
    try {
      const token = await this.server.token(request, new OAuth2Server.Response({}));
      return {
        access_token: token.accessToken,
        token_type: 'Bearer',
        expires_in: (token.client as KnownClient).accessTokenLifetime,
        scope: token.scope?.join(' ') ?? '',
      };
    } catch (error) {
      throw asRefusal(error);
    }
  }

  private async findClient(id: string, secret: string): Promise<KnownClient | null> {
    const record = await this.authenticate.run(id, secret);
    if (!record) return null;
    const remaining = record.expiresAt
      ? Math.floor((record.expiresAt.getTime() - this.clock.now()) / 1000)
      : this.ttlSeconds;
    const accessTokenLifetime = Math.max(1, Math.min(this.ttlSeconds, remaining));
    return { id, grants: ['client_credentials'], accessTokenLifetime, record };
  }

  private sign(
    { id: clientId, record, accessTokenLifetime }: KnownClient,
    scopes: string[],
  ): Promise<string> {
    const { account, version, assetIds } = record;
    const claims = { clientId, version, accountKey: account.key, scopes, assetIds };
    return this.tokens.issue(claims, accessTokenLifetime);
  }
}

/** Returns the requested scopes if the client may have all of them; all of its scopes if none are requested. */
function narrowScope({ record: { scopes } }: KnownClient, wanted: string[] | undefined): string[] | false {
  if (!wanted) return [...scopes];
  return wanted.every((scope) => scopes.includes(scope)) && [...new Set(wanted)];
}

/** The library wraps what its model throws; errors of the database are mapped to a status by the HTTP edge. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof OAuthError)) return error;
  if (error.name === 'server_error') return (error as { inner?: unknown }).inner ?? error;
  // Every client may use our only grant, so a grant that the library finds unauthorized is one that we lack.
  const code = error.name === 'unauthorized_client' ? 'unsupported_grant_type' : error.name;
  return new OAuthRefusal(code as OAuthErrorCode, error.message);
}
