import { CreateSchema1763900000000 } from './1763900000000-create-schema';
import { AddPositionRetention1763900000100 } from './1763900000100-add-position-retention';
import { AddJourneys1763900000200 } from './1763900000200-add-journeys';
import { GuardHistoryLocks1763900000300 } from './1763900000300-guard-history-locks';
import { AddSpeedUnit1763900000400 } from './1763900000400-add-speed-unit';
import { RestrictAssets1764300000000 } from './1764300000000-restrict-assets';
import { AddRegistryVersions1764300000100 } from './1764300000100-add-registry-versions';
import { RetryOutbox1764300000200 } from './1764300000200-retry-outbox';
import { AddMovingSpeed1764300001000 } from './1764300001000-add-moving-speed';
import { AddCredentials1764500000000 } from './1764500000000-add-credentials';
import { AddTrustedIssuers1764500000100 } from './1764500000100-add-trusted-issuers';
import { AddAssetGroups1764510000000 } from './1764510000000-add-asset-groups';
import { AddAuditLog1764510000100 } from './1764510000100-add-audit-log';
import { ExtendAssets1764510000200 } from './1764510000200-extend-assets';
import { ExtendDevices1764510000300 } from './1764510000300-extend-devices';
import { AddDrivers1764510000400 } from './1764510000400-add-drivers';
import { AddGeofences1764510000500 } from './1764510000500-add-geofences';
import { AddEvents1764520000000 } from './1764520000000-add-events';
import { AddMail1764530000000 } from './1764530000000-add-mail';
import { AddPeople1764530000100 } from './1764530000100-add-people';
import { AddTrackOutlines1764540000000 } from './1764540000000-add-track-outlines';
import { SeparateRoles1764550000000 } from './1764550000000-separate-roles';
import { RenameCredentialConstraints1764560000000 } from './1764560000000-rename-credential-constraints';
import { AddTrackingLinks1764570000000 } from './1764570000000-add-tracking-links';
import { AddVerificationCodes1764570000500 } from './1764570000500-add-verification-codes';
import { AddRoutes1764570000600 } from './1764570000600-add-routes';
import { AddLinkTemplates1764570000700 } from './1764570000700-add-link-templates';
import { AddBrands1764900200000 } from './1764900200000-add-brands';
import { AddPrivacyZones1764900200010 } from './1764900200010-add-privacy-zones';
import { AddLinkNotices1764900200020 } from './1764900200020-add-link-notices';
import { AddAlerts1764900300000 } from './1764900300000-add-alerts';
import { AddWebhooks1764900400000 } from './1764900400000-add-webhooks';
import { AddNotifications1764900400100 } from './1764900400100-add-notifications';
import { StoreStatesAsText1764900500000 } from './1764900500000-store-states-as-text';
import { SeparateLinkSession1764900600000 } from './1764900600000-separate-link-session';
import { AddHeardSpans1764900700000 } from './1764900700000-add-heard-spans';
import { AddOpenedLinks1764900800000 } from './1764900800000-add-opened-links';
import { PackHistory1764900900000 } from './1764900900000-pack-history';

/** All migrations in their order, by name: a bundle has no folder to search. */
export const MIGRATIONS = [
  CreateSchema1763900000000,
  AddPositionRetention1763900000100,
  AddJourneys1763900000200,
  GuardHistoryLocks1763900000300,
  AddSpeedUnit1763900000400,
  RestrictAssets1764300000000,
  AddRegistryVersions1764300000100,
  RetryOutbox1764300000200,
  AddMovingSpeed1764300001000,
  AddCredentials1764500000000,
  AddTrustedIssuers1764500000100,
  AddAssetGroups1764510000000,
  AddAuditLog1764510000100,
  ExtendAssets1764510000200,
  ExtendDevices1764510000300,
  AddDrivers1764510000400,
  AddGeofences1764510000500,
  AddEvents1764520000000,
  AddMail1764530000000,
  AddPeople1764530000100,
  AddTrackOutlines1764540000000,
  SeparateRoles1764550000000,
  RenameCredentialConstraints1764560000000,
  AddTrackingLinks1764570000000,
  AddVerificationCodes1764570000500,
  AddRoutes1764570000600,
  AddLinkTemplates1764570000700,
  AddBrands1764900200000,
  AddPrivacyZones1764900200010,
  AddLinkNotices1764900200020,
  AddAlerts1764900300000,
  AddWebhooks1764900400000,
  AddNotifications1764900400100,
  StoreStatesAsText1764900500000,
  SeparateLinkSession1764900600000,
  AddHeardSpans1764900700000,
  AddOpenedLinks1764900800000,
  PackHistory1764900900000,
];
