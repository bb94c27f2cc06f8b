import type { Circle, TrackingLink } from '@yipii/domain';
import { PrivacyCovers, type PrivacyCover } from '@yipii/persistence';
import type { Clock, WorkerDatabase } from '@yipii/platform';

/** How long a change of a zone may go unnoticed. */
const REFRESH_MS = 400;
const NOWHERE: readonly Circle[] = [];

/** Where the vehicles of an account are withheld. */
interface AccountPlaces {
  readonly covers: readonly PrivacyCover[];
  /** Those of an asset, by its id. */
  readonly ofAsset: Map<number | null, readonly Circle[]>;
}

/**
 * Where vehicles are withheld, in memory. While the database is away it stays as it was; before it was read once,
 * nobody learns of any position.
 */
export class PrivatePlaces {
  private readonly stored = new PrivacyCovers();
  private state: string | null = null;
  private byAccount = new Map<number, AccountPlaces>();
  private readAt = -Infinity;
  private reading: Promise<void> | null = null;

  constructor(
    private readonly database: WorkerDatabase,
    private readonly clock: Clock,
  ) {}

  /** Returns where the vehicle of a link is withheld; the same list until that changes. Rejects while it was never read. */
  async of(link: VehicleOfLink): Promise<readonly Circle[]> {
    await this.refresh();
    return this.known(link);
  }

  /** Returns the same as of the last refresh. */
  known({ accountId, assetId }: VehicleOfLink): readonly Circle[] {
    const places = this.byAccount.get(accountId);
    if (!places) return NOWHERE;
    const known = places.ofAsset.get(assetId);
    if (known) return known;
    const found = places.covers.filter((cover) => cover.assetId === null || cover.assetId === assetId);
    places.ofAsset.set(assetId, found);
    return found;
  }

  /** Reads the zones again if they may have changed. Rejects while they were never read. */
  async refresh(): Promise<void> {
    if (this.clock.now() - this.readAt < REFRESH_MS && !this.reading && this.state !== null) return;
    this.reading ??= this.read().finally(() => (this.reading = null));
    try {
      await this.reading;
    } catch (error) {
      if (this.state === null) throw error;
    }
  }

  private async read(): Promise<void> {
    this.readAt = this.clock.now();
    const state = await this.stored.state(this.database.pool);
    if (state === this.state) return;
    const found = byAccount(await this.stored.all(this.database.pool));
    const places = [...found].map(([id, covers]) => [id, this.same(id, covers)] as const);
    this.byAccount = new Map(places);
    this.state = state;
  }

  private same(accountId: number, covers: readonly PrivacyCover[]): AccountPlaces {
    const known = this.byAccount.get(accountId);
    const isSame = JSON.stringify(known?.covers) === JSON.stringify(covers);
    return known && isSame ? known : { covers, ofAsset: new Map() };
  }
}

type VehicleOfLink = Pick<TrackingLink, 'accountId' | 'assetId'>;

function byAccount(covers: readonly PrivacyCover[]): Map<number, PrivacyCover[]> {
  const accounts = new Map<number, PrivacyCover[]>();
  for (const cover of covers)
    accounts.set(cover.accountId, [...(accounts.get(cover.accountId) ?? []), cover]);
  return accounts;
}
