import type { AccountScope } from '@yipii/domain';
import { PlaceIndex, PlaceIndexBuilder, type FoundPlace, type PlaceSearch } from '@yipii/geo';
import { GeofencePlaces, type AccountSql, type UnitOfWork } from '@yipii/persistence';
import { OwnPlaces } from './place.ports';

/** Accounts whose geofences are in memory. */
const MAX_ACCOUNTS = 200;

interface KeptIndex {
  readonly state: string;
  readonly index: PlaceIndex;
}

/** Keeps an index of the geofences of each account that searches, and makes it again after a change of one. */
export class PostgresOwnPlaces extends OwnPlaces {
  private readonly geofences = new GeofencePlaces();
  /** By account; who searched last is the last. */
  private readonly kept = new Map<number, KeptIndex>();

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async search(scope: AccountScope, search: PlaceSearch): Promise<readonly FoundPlace[]> {
    const index = await this.unitOfWork.read(scope, (sql) => this.indexFor(sql));
    return index.search(search);
  }

  private async indexFor(sql: AccountSql): Promise<PlaceIndex> {
    const { accountId } = sql.scope;
    const state = await this.geofences.state(sql);
    const kept = this.kept.get(accountId);
    this.kept.delete(accountId);
    const { index } = kept?.state === state ? kept : { index: await this.make(sql) };
    this.kept.set(accountId, { state, index });
    for (const [oldest] of this.kept) {
      if (this.kept.size <= MAX_ACCOUNTS) break;
      this.kept.delete(oldest);
    }
    return index;
  }

  private async make(sql: AccountSql): Promise<PlaceIndex> {
    const builder = new PlaceIndexBuilder();
    for (const place of await this.geofences.all(sql)) builder.add({ kind: 'geofence', ...place });
    return new PlaceIndex(builder.finish());
  }
}
