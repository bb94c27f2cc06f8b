import type { WorkerDatabase } from '@yipii/platform';
import { OfflineSettings } from './offline-settings.ports';

export class PostgresOfflineSettings extends OfflineSettings {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async offlineAfterMs(assetIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const { rows } = await this.database.pool.query<{ id: string; seconds: number }>(
      'SELECT id, offline_after_seconds AS seconds FROM asset WHERE id = ANY($1::bigint[])',
      [assetIds],
    );
    return new Map(rows.map(({ id, seconds }) => [Number(id), seconds * 1000]));
  }
}
