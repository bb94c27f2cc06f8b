import type { Provider } from '@nestjs/common';
import {
  ApiKeyRepository,
  OAuthClientRepository,
  TrustedIssuerRepository,
  UnitOfWork,
} from '@yipii/persistence';
import {
  AccessTokenVerifier,
  Authenticator,
  Clock,
  externalIssuer,
  LiveConfig,
  localKeys,
  ownIssuer,
  provide,
  provideAs,
  WorkerDatabase,
  type CredentialKind,
} from '@yipii/platform';
import { LinkAccess } from '@yipii/live';
import { ApiConfig } from '../api.config';
import { ViewerTokens } from '../channels/viewer-tokens';
import { AuthenticateSession } from '../people/authenticate-session';
import { ApiKeyDirectory, ClientDirectory, Revocations, TrustDirectory } from './access.ports';
import { AccessTokenIssuer } from './access-token-issuer';
import { ApiKeys } from './api-keys';
import { AuthenticateClient } from './authenticate-client';
import { AuthenticateRequest } from './authenticate-request';
import { ExternalIssuerConfig, readScopeMapping } from './external-issuer.config';
import { ExternalTokens } from './external-tokens';
import { KnownClients } from './known-clients';
import { OwnTokens } from './own-tokens';
import { PublicKeys } from './public-keys';
import { PostgresRevocations } from './revocations.postgres';
import { RevokedAccess } from './revoked-access';
import { RevokeToken } from './revoke-token';
import { readSigningKeys } from './signing-keys';
import { TokenEndpoint } from './token-endpoint.oauth2-server';

const TOKENS: readonly Provider[] = [
  {
    provide: AccessTokenIssuer,
    inject: [ApiConfig, LiveConfig, Clock],
    useFactory: ({ signingKeys }: ApiConfig, { issuer }: LiveConfig, clock: Clock) =>
      new AccessTokenIssuer(readSigningKeys(signingKeys), issuer, clock),
  },
  {
    provide: AccessTokenVerifier,
    inject: [ApiConfig, LiveConfig, Clock],
    useFactory: ({ signingKeys }: ApiConfig, { issuer }: LiveConfig, clock: Clock) =>
      new AccessTokenVerifier([ownIssuer(issuer, localKeys(readSigningKeys(signingKeys)))], clock),
  },
  {
    provide: PublicKeys,
    inject: [ApiConfig],
    useFactory: ({ signingKeys }: ApiConfig) => new PublicKeys(readSigningKeys(signingKeys)),
  },
  {
    provide: TokenEndpoint,
    inject: [AuthenticateClient, AccessTokenIssuer, Clock, ApiConfig],
    useFactory: (
      clients: AuthenticateClient,
      tokens: AccessTokenIssuer,
      clock: Clock,
      { tokenTtlSeconds }: ApiConfig,
    ) => new TokenEndpoint(clients, tokens, clock, tokenTtlSeconds),
  },
  provide(AuthenticateClient, ClientDirectory, Clock),
  provideAs(ClientDirectory, OAuthClientRepository, WorkerDatabase),
];

const REVOCATION: readonly Provider[] = [
  provide(RevokeToken, AccessTokenVerifier, Revocations, RevokedAccess),
  provide(RevokedAccess, Revocations, Clock),
  provideAs(Revocations, PostgresRevocations, UnitOfWork, WorkerDatabase),
];

const CREDENTIAL_KINDS: readonly Provider[] = [
  provide(KnownClients, ClientDirectory, Clock),
  provide(OwnTokens, AccessTokenVerifier, KnownClients),
  provideAs(ApiKeyDirectory, ApiKeyRepository, WorkerDatabase),
  provide(ApiKeys, ApiKeyDirectory, Clock),
  provide(ViewerTokens, LinkAccess, Clock),
  provideAs(TrustDirectory, TrustedIssuerRepository, WorkerDatabase),
  {
    provide: ExternalTokens,
    inject: [ExternalIssuerConfig, TrustDirectory, Clock],
    useFactory: externalTokens,
  },
  {
    provide: Authenticator,
    // A request is authenticated by the first of these kinds that it carries.
    inject: [RevokedAccess, ApiKeys, ViewerTokens, OwnTokens, ExternalTokens, AuthenticateSession],
    useFactory: (revoked: RevokedAccess, ...kinds: CredentialKind[]) =>
      new AuthenticateRequest(kinds, revoked),
  },
];

/** Who is calling, and tokens. */
export const ACCESS_PROVIDERS: readonly Provider[] = [...TOKENS, ...REVOCATION, ...CREDENTIAL_KINDS];

function externalTokens(config: ExternalIssuerConfig, trusts: TrustDirectory, clock: Clock): ExternalTokens {
  const { issuer, audience, accountClaim, scopeClaim } = config;
  const issuers = issuer && audience ? [externalIssuer(issuer, audience, clock)] : [];
  const scopes = readScopeMapping(config.scopes ?? '') ?? new Map<string, never>();
  const names = { account: accountClaim, roles: scopeClaim, scopes };
  return new ExternalTokens(new AccessTokenVerifier(issuers, clock), trusts, names);
}
