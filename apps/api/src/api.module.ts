import { Module } from '@nestjs/common';
import { TidyTables, UnitOfWork, WorkerUnitOfWork } from '@yipii/persistence';
import {
  GroupMembers,
  LastPositions,
  LinkAccess,
  PositionIntake,
  ViewerCount,
  WarmPositions,
} from '@yipii/live';
import {
  Clock,
  HistoryDatabase,
  Lifecycle,
  ListeningPorts,
  LiveConfig,
  MapConfig,
  OUTBOX_RELAY,
  provide,
  provideAs,
  PublicAddresses,
  RateLimitModule,
  RateLimits,
  RequestLimits,
  SecurityEvents,
  TemporalTimeZones,
  TopicRetentionConfig,
  WorkerDatabase,
} from '@yipii/platform';
import { ApiConfig } from './api.config';
import { ACCESS_PROVIDERS } from './access/access.providers';
import { OAuthController } from './access/oauth.controller';
import { RevocationConsumer } from './access/revocation.consumer';
import { UserController } from './access/user.controller';
import { AssetController } from './assets/asset.controller';
import { AssetStore, GroupAssets, StoredLocations } from './assets/asset.ports';
import { PostgresAssets, PostgresGroupAssets, PostgresStoredLocations } from './assets/assets.postgres';
import { LocationController } from './assets/location.controller';
import { KeepPositionsWarm } from './assets/keep-positions-warm';
import { ReadLastLocations } from './assets/read-last-locations';
import { AssetOwners } from './channels/asset-owners.ports';
import { PostgresAssetOwners } from './channels/asset-owners.postgres';
import { AuthorizeChannels } from './channels/authorize-channels';
import { AuthorizeViewer } from './channels/authorize-viewer';
import { BroadcastingController } from './channels/broadcasting.controller';
import { GroupSource } from './channels/groups.ports';
import { PostgresGroups } from './channels/groups.postgres';
import { KnownAssets } from './channels/known-assets';
import { OpenGroups } from './channels/open-groups';
import { RegistryConsumer } from './channels/registry.consumer';
import { DeviceController } from './devices/device.controller';
import { Installation } from './devices/device.ports';
import { PostgresInstallation } from './devices/installation.postgres';
import { DriverController } from './drivers/driver.controller';
import { BrandController } from './brands/brand.controller';
import { ChangeLogo } from './brands/change-logo';
import { AuditLogController } from './audit/audit-log.controller';
import { ImportController } from './imports/import.controller';
import { Imports } from './imports/import.ports';
import { PostgresImports } from './imports/imports.postgres';
import { GeofenceController } from './geofences/geofence.controller';
import { ApiKeyController, OAuthClientController } from './credentials/credential.controller';
import { CredentialSecrets } from './credentials/credential-secrets';
import { EventController } from './events/event.controller';
import { EVENT_PROVIDERS } from './events/event.providers';
import { FirstStart } from './first-start/first-start';
import { AlertRuleController } from './alerts/alert-rule.controller';
import { AlertController } from './alerts/alert.controller';
import { CompleteMaintenance } from './alerts/complete-maintenance.postgres';
import { MaintenanceController } from './alerts/maintenance.controller';
import { PreviewRule } from './alerts/preview-rule.postgres';
import { FirstStartConfig } from './first-start/first-start.config';
import { keptFor } from './registry/kept-for';
import { AssetGroupController } from './groups/asset-group.controller';
import { ApiLimitsConfig } from './limits/api-limits.config';
import { requestLimitRules } from './limits/request-limit-rules';
import { PasswordHasher } from './people/password-hasher';
import { PEOPLE_CONTROLLERS, PEOPLE_PROVIDERS } from './people/people.providers';
import { PrivacyZoneController } from './privacy-zones/privacy-zone.controller';
import { RevokedViewersConsumer } from './channels/revoked-viewers.consumer';
import { JourneyController } from './journeys/journey.controller';
import { PageController } from './pages/page.controller';
import { PageMapConfig } from './pages/page-map.config';
import { WebFiles } from './pages/web-files';
import { PlaceController } from './places/place.controller';
import { PostgresOwnPlaces } from './places/own-places.postgres';
import { OwnPlaces, PlaceSource } from './places/place.ports';
import { ThreadPlaceSource } from './places/place-source.thread';
import { SearchPlaces } from './places/search-places';
import { TileController } from './tiles/tile.controller';
import { TileStore } from './tiles/tile-store.memory';
import { Registry } from './registry/registry.ports';
import { PostgresRegistry } from './registry/registry.postgres';
import { OsmandController } from './positions/osmand.controller';
import { PositionController } from './positions/position.controller';
import { AssetDevices, SubmitPositions } from './positions/submit-positions';
import { PostgresAssetDevices } from './positions/asset-devices.postgres';
import { ReadOverview } from './tracks/read-overview';
import { CompleteRoute } from './routes/complete-route.postgres';
import { LinkStops } from './routes/link-stops.postgres';
import { RouteController, RouteLinks } from './routes/route.controller';
import { ManageViewers } from './tracking-links/manage-viewers';
import { TrackingLinkController } from './tracking-links/tracking-link.controller';
import { LinkTemplateController } from './tracking-links/templates/link-template.controller';
import { LinkBulkController } from './tracking-links/bulk/bulk.controller';
import { DisableLinks } from './tracking-links/bulk/disable-links';
import { MakeLinks } from './tracking-links/bulk/make-links';
import { UseTemplate } from './tracking-links/templates/use-template';
import { LinkSettings } from './tracking-links/tracking-link.resource';
import {
  MuteController,
  NotificationController,
  NotificationPolicyController,
} from './notifications/notification-policy.controller';
import { WebhookController } from './webhooks/webhook.controller';
import { WEBHOOK_PROVIDERS } from './webhooks/webhook.providers';
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
  PositionController,
  OsmandController,
  EventController,
  AssetGroupController,
  ...PEOPLE_CONTROLLERS,
  DeviceController,
  DriverController,
  GeofenceController,
  AlertRuleController,
  AlertController,
  MaintenanceController,
  ApiKeyController,
  OAuthClientController,
  TrackingLinkController,
  LinkBulkController,
  RouteController,
  LinkTemplateController,
  BrandController,
  PrivacyZoneController,
  PlaceController,
  WebhookController,
  NotificationPolicyController,
  MuteController,
  NotificationController,
  ImportController,
  AuditLogController,
];

/** What browsers load: pages and the map's tiles. */
export const PAGE_CONTROLLERS = [PageController, TileController];

function linkSettings(
  addresses: PublicAddresses,
  { linkLifeSeconds }: ApiConfig,
  clock: Clock,
): LinkSettings {
  return new LinkSettings(addresses, linkLifeSeconds, new TemporalTimeZones(), () => clock.now());
}

/** REST, OAuth2 and channel authorisation. Needs PlatformModule, PersistenceModule and a log. */
@Module({
  imports: [RateLimitModule],
  controllers: [
    ...API_CONTROLLERS,
    ...PAGE_CONTROLLERS,
    RevocationConsumer,
    RevokedViewersConsumer,
    RegistryConsumer,
  ],
  providers: [
    ...PEOPLE_PROVIDERS,
    ...ACCESS_PROVIDERS,
    {
      provide: WebFiles,
      inject: [PageMapConfig],
      useFactory: (map: PageMapConfig) => WebFiles.load(map),
    },
    ...WEBHOOK_PROVIDERS,
    provide(CredentialSecrets, UnitOfWork, Clock),
    {
      provide: RequestLimits,
      inject: [RateLimits, ApiLimitsConfig, LiveConfig, SecurityEvents],
      useFactory: (counts: RateLimits, config: ApiLimitsConfig, live: LiveConfig, events: SecurityEvents) =>
        new RequestLimits(counts, requestLimitRules(config, live), events),
    },
    provideAs(GroupSource, PostgresGroups, WorkerDatabase),
    provide(OpenGroups, GroupSource, GroupMembers, Clock),
    provideAs(AssetOwners, PostgresAssetOwners, WorkerDatabase),
    provide(KnownAssets, AssetOwners, Clock),
    provide(AuthorizeChannels, KnownAssets, OpenGroups, LiveConfig, Clock),
    provide(AuthorizeViewer, LinkAccess, ViewerCount, LiveConfig, Clock),
    provide(WarmPositions, WorkerDatabase, LastPositions),
    provide(KeepPositionsWarm, WarmPositions, Lifecycle),
    provide(ReadLastLocations, LastPositions, StoredLocations, AssetStore),
    provideAs(PlaceSource, ThreadPlaceSource, MapConfig),
    provide(TileStore, MapConfig, PageMapConfig),
    provideAs(OwnPlaces, PostgresOwnPlaces, UnitOfWork),
    provide(SearchPlaces, PlaceSource, OwnPlaces),
    provideAs(Registry, PostgresRegistry, UnitOfWork),
    provideAs(Imports, PostgresImports, UnitOfWork),
    provideAs(Installation, PostgresInstallation, WorkerDatabase),
    provideAs(AssetStore, PostgresAssets, UnitOfWork),
    provideAs(Tracks, PostgresTracks, HistoryDatabase),
    provide(ReadOverview, Tracks),
    provideAs(AssetDevices, PostgresAssetDevices, UnitOfWork),
    ...EVENT_PROVIDERS,
    provide(SubmitPositions, AssetDevices, PositionIntake),
    provideAs(GroupAssets, PostgresGroupAssets, UnitOfWork),
    provideAs(StoredLocations, PostgresStoredLocations, UnitOfWork),
    provide(ManageViewers, UnitOfWork),
    provide(ChangeLogo, UnitOfWork),
    provide(CompleteRoute, UnitOfWork, Clock),
    provide(CompleteMaintenance, UnitOfWork, Clock),
    {
      provide: PreviewRule,
      inject: [UnitOfWork, Tracks, Clock],
      useFactory: (unitOfWork: UnitOfWork, tracks: Tracks, clock: Clock) =>
        new PreviewRule(unitOfWork, tracks, new TemporalTimeZones(), clock),
    },
    provide(UseTemplate, Registry, Clock),
    provide(PublicAddresses, LiveConfig, ListeningPorts),
    provide(MakeLinks, UnitOfWork, UseTemplate, LinkSettings),
    provide(DisableLinks, UnitOfWork),
    provide(LinkStops, UnitOfWork, LinkSettings),
    provide(RouteLinks, UseTemplate, LinkStops),
    { provide: LinkSettings, inject: [PublicAddresses, ApiConfig, Clock], useFactory: linkSettings },
    provide(FirstStart, FirstStartConfig, WorkerUnitOfWork, PasswordHasher),
    {
      provide: TidyTables,
      inject: [WorkerDatabase, TopicRetentionConfig, Lifecycle],
      useFactory: (database: WorkerDatabase, retention: TopicRetentionConfig, lifecycle: Lifecycle) =>
        new TidyTables(database, keptFor(retention), lifecycle),
    },
    ...OUTBOX_RELAY,
  ],
  exports: [WebFiles, PublicAddresses],
})
export class ApiModule {}
