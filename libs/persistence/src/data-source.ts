import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Account } from './entities/account';
import { AccountUser } from './entities/account-user';
import { AlertRuleRow } from './entities/alert-rule';
import { ApiKey } from './entities/api-key';
import { Asset } from './entities/asset';
import { AssetGroup } from './entities/asset-group';
import { Assignment } from './entities/assignment';
import { BrandRow } from './entities/brand';
import { Device } from './entities/device';
import { Driver } from './entities/driver';
import { Geofence } from './entities/geofence';
import { Invitation } from './entities/invitation';
import { MaintenanceRow } from './entities/maintenance';
import { OAuthClient } from './entities/oauth-client';
import { PrivacyZoneRow } from './entities/privacy-zone';
import { RouteRow } from './entities/route';
import { TrackingLinkRow } from './entities/tracking-link';
import { TrackingLinkTemplate } from './entities/tracking-link-template';
import { MuteRow, NotificationPolicyRow } from './entities/notification-policy';
import { WebhookRow } from './entities/webhook';
import { MIGRATIONS } from './migrations/all';

/** The registry: entities that people create and edit. Everything else is plain SQL (docs/adr/0011). */
export const ENTITIES = [
  Account,
  AccountUser,
  AlertRuleRow,
  ApiKey,
  Asset,
  AssetGroup,
  Assignment,
  BrandRow,
  Device,
  Driver,
  Geofence,
  Invitation,
  MaintenanceRow,
  OAuthClient,
  PrivacyZoneRow,
  RouteRow,
  TrackingLinkRow,
  TrackingLinkTemplate,
  NotificationPolicyRow,
  MuteRow,
  WebhookRow,
];

export const MIGRATIONS_TABLE = 'schema_migration';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * TypeORM on a pool of the role `yipii_app`, which it closes with itself. Use it through `UnitOfWork`: without an
 * account it sees nothing.
 */
export function appDataSource(pool: Pool): DataSource {
  return new DataSource({
    type: 'postgres',
    entities: ENTITIES,
    installExtensions: false,
    logging: false,
    // TypeORM makes its pool with `new driver.Pool()`; ours logs its errors itself.
    driver: {
      Pool: function () {
        return pool;
      },
    },
    poolErrorHandler: () => undefined,
  });
}

/** Connects as the owner of the schema. */
export function migrationDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    installExtensions: false,
    logging: false,
    migrations: MIGRATIONS,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    applicationName: 'yipii_migration',
  });
}
