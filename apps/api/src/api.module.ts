import { Module } from '@nestjs/common';
import { AccountRepository, OAuthClientRepository, UnitOfWork } from '@yipii/persistence';
import { LastPositions, WarmPositions } from '@yipii/live';
import {
  AccessTokenVerifier,
  Authenticator,
  Clock,
  type CredentialKind,
  EventPublisher,
  HistoryDatabase,
  Lifecycle,
  LiveConfig,
  localKeys,
  Metrics,
  Outbox,
  OutboxMetrics,
  OutboxRelay,
  OutboxTable,
  ownIssuer,
  provide,
  provideAs,
  RateLimitModule,
  RateLimits,
  RequestLimits,
  WorkerDatabase,
} from '@yipii/platform';
import { AccountDirectory, ClientDirectory, Revocations } from './access/access.ports';
import { AccessTokenIssuer } from './access/access-token-issuer';
import { AuthenticateClient } from './access/authenticate-client';
import { OAuthController } from './access/oauth.controller';
import { PublicKeys } from './access/public-keys';
import { RevocationConsumer } from './access/revocation.consumer';
import { PostgresRevocations } from './access/revocations.postgres';
import { RevokeToken } from './access/revoke-token';
import { RevokedAccess } from './access/revoked-access';
import { readSigningKeys } from './access/signing-keys';
import { TokenEndpoint } from './access/token-endpoint.oauth2-server';
import { UserController } from './access/user.controller';
import { AuthenticateRequest } from './access/authenticate-request';
import { KnownAccounts } from './access/known-accounts';
import { OwnTokens } from './access/own-tokens';
import { ApiConfig } from './api.config';
import { AssetController } from './assets/asset.controller';
import { AssetStore, StoredLocations } from './assets/asset.ports';
import { PostgresAssets, PostgresStoredLocations } from './assets/assets.postgres';
import { LocationController } from './assets/location.controller';
import { KeepPositionsWarm } from './assets/keep-positions-warm';
import { ReadLastLocations } from './assets/read-last-locations';
import { AuthorizeChannels } from './channels/authorize-channels';
import { BroadcastingController } from './channels/broadcasting.controller';
import { DeviceController } from './devices/device.controller';
import { Installation } from './devices/device.ports';
import { PostgresInstallation } from './devices/installation.postgres';
import { DriverController } from './drivers/driver.controller';
import { GeofenceController } from './geofences/geofence.controller';
import { AssetGroupController } from './groups/asset-group.controller';
import { ApiLimitsConfig } from './limits/api-limits.config';
import { requestLimitRules } from './limits/request-limit-rules';
import { AuthenticateSession } from './people/authenticate-session';
import { PEOPLE_CONTROLLERS, PEOPLE_PROVIDERS } from './people/people.providers';
import { JourneyController } from './journeys/journey.controller';
import { Registry } from './registry/registry.ports';
import { PostgresRegistry } from './registry/registry.postgres';
import { ReadOverview } from './tracks/read-overview';
import { TrackController } from './tracks/track.controller';
import { Tracks } from './tracks/track.ports';
import { PostgresTracks } from './tracks/tracks.postgres';

/** What `docs/openapi.json` describes. */
export const API_CONTROLLERS = [
  OAuthController,
  BroadcastingController,
  UserController,
  AssetController,
  LocationController,
  TrackController,
  JourneyController,
  AssetGroupController,
  ...PEOPLE_CONTROLLERS,
  DeviceController,
  DriverController,
  GeofenceController,
];

/** REST, OAuth2 and channel authorisation. Needs PlatformModule, PersistenceModule and a log. */
@Module({
  imports: [RateLimitModule],
  controllers: [...API_CONTROLLERS, RevocationConsumer],
  providers: [
    ...PEOPLE_PROVIDERS,
    {
      provide: AccessTokenIssuer,
      inject: [ApiConfig, LiveConfig, Clock],
      useFactory: ({ signingKeys }: ApiConfig, { publicUrl }: LiveConfig, clock: Clock) =>
        new AccessTokenIssuer(readSigningKeys(signingKeys), publicUrl, clock),
    },
    {
      provide: AccessTokenVerifier,
      inject: [ApiConfig, LiveConfig, Clock],
      useFactory: ({ signingKeys }: ApiConfig, { publicUrl }: LiveConfig, clock: Clock) =>
        new AccessTokenVerifier([ownIssuer(publicUrl, localKeys(readSigningKeys(signingKeys)))], clock),
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
    {
      provide: RequestLimits,
      inject: [RateLimits, ApiLimitsConfig],
      useFactory: (counts: RateLimits, config: ApiLimitsConfig) =>
        new RequestLimits(counts, requestLimitRules(config)),
    },
    provide(AuthenticateClient, ClientDirectory, Clock),
    provide(RevokeToken, AccessTokenVerifier, Revocations, RevokedAccess),
    provide(RevokedAccess, Revocations),
    provide(KnownAccounts, AccountDirectory),
    provide(OwnTokens, AccessTokenVerifier, KnownAccounts),
    {
      provide: Authenticator,
      inject: [RevokedAccess, OwnTokens, AuthenticateSession],
      useFactory: (revoked: RevokedAccess, ...kinds: CredentialKind[]) =>
        new AuthenticateRequest(kinds, revoked),
    },
    provide(AuthorizeChannels, AssetStore, LiveConfig, Clock),
    provide(WarmPositions, WorkerDatabase, LastPositions),
    provide(KeepPositionsWarm, WarmPositions, Lifecycle),
    provide(ReadLastLocations, LastPositions, StoredLocations),
    provideAs(ClientDirectory, OAuthClientRepository, WorkerDatabase),
    provideAs(AccountDirectory, AccountRepository, WorkerDatabase),
    provideAs(Registry, PostgresRegistry, UnitOfWork),
    provideAs(Installation, PostgresInstallation, WorkerDatabase),
    provideAs(AssetStore, PostgresAssets, UnitOfWork),
    provideAs(Tracks, PostgresTracks, HistoryDatabase),
    provide(ReadOverview, Tracks),
    provideAs(StoredLocations, PostgresStoredLocations, UnitOfWork),
    provideAs(Revocations, PostgresRevocations, UnitOfWork, WorkerDatabase),
    provide(OutboxMetrics, Metrics),
    {
      provide: OutboxTable,
      inject: [WorkerDatabase],
      useFactory: (db: WorkerDatabase) => new OutboxTable(db),
    },
    provide(OutboxRelay, OutboxTable, EventPublisher, Outbox, OutboxMetrics, Lifecycle),
  ],
})
export class ApiModule {}
