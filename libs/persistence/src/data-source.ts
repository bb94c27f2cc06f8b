import { DataSource, type DataSourceOptions } from 'typeorm';
import { Account } from './entities/account';
import { Asset } from './entities/asset';
import { AssetState } from './entities/asset-state';
import { Assignment } from './entities/assignment';
import { Device } from './entities/device';
import { OAuthClient } from './entities/oauth-client';
import { RevokedToken } from './entities/revoked-token';
import { MIGRATIONS } from './migrations/all';

/** Tables that TypeORM serves; log, checkpoint, outbox and history are written with plain SQL. */
export const ENTITIES = [Account, Asset, AssetState, Assignment, Device, OAuthClient, RevokedToken];

export const MIGRATIONS_TABLE = 'schema_migration';

const CONNECT_TIMEOUT_MS = 5_000;

/** TypeORM as the role `yipii_app`: use it through `withAccount`, else it sees nothing. */
export function appDataSource(url: string, poolSize: number): DataSource {
  return new DataSource({
    ...postgres(url, poolSize),
    entities: ENTITIES,
    applicationName: 'yipii_app',
    extra: { options: '-c role=yipii_app', max: poolSize, keepAlive: true },
  });
}

/** As the owner of the schema. */
export function migrationDataSource(url: string): DataSource {
  return new DataSource({
    ...postgres(url, 1),
    migrations: MIGRATIONS,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    applicationName: 'yipii_migration',
  });
}

function postgres(url: string, poolSize: number) {
  return {
    type: 'postgres',
    url,
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    installExtensions: false,
    logging: false,
  } satisfies Partial<DataSourceOptions>;
}
