import type { WorkerDatabase } from '@yipii/platform';
import { OfflineSettings, type OfflineSetting } from './offline-settings.ports';

export class PostgresOfflineSettings extends OfflineSettings {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async settingsOf(assetIds: readonly number[]): Promise<ReadonlyMap<number, OfflineSetting>> {
    const { rows } = await this.database.pool.query<Row>(
      'SELECT id, version, offline_after_seconds AS seconds FROM asset WHERE id = ANY($1::bigint[])',
      [assetIds],
    );
    const settings = rows.map(({ id, version, seconds }) => ({
      assetId: Number(id),
      version: Number(version),
      afterMs: seconds * 1000,
    }));
    return new Map(settings.map((setting) => [setting.assetId, setting]));
  }
}

interface Row {
  readonly id: string;
  readonly version: string;
  readonly seconds: number;
}
