import type { WorkerDatabase } from '@yipii/platform';
import { AssetOwners, type OwnedAsset } from './asset-owners.ports';

export class PostgresAssetOwners extends AssetOwners {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async load(assetIds: readonly number[]): Promise<ReadonlyMap<number, OwnedAsset>> {
    const { rows } = await this.database.pool.query<Row>(
      'SELECT id, account_id, version FROM asset WHERE id = ANY ($1::bigint[])',
      [assetIds],
    );
    return new Map(rows.map((row) => [Number(row.id), toAsset(row)]));
  }
}

interface Row {
  readonly id: string;
  readonly account_id: string;
  readonly version: string;
}

function toAsset({ id, account_id: accountId, version }: Row): OwnedAsset {
  return { assetId: Number(id), accountId: Number(accountId), version: Number(version) };
}
