import {
  conditionOf,
  FenceLookup,
  prepareFence,
  previewRule,
  toAlertRecord,
  type AccountScope,
  type AlertRecord,
  type Box,
  type Fence,
  type TimeZones,
} from '@yipii/domain';
import { Asset, AssetRepository, Geofence, type TrackPosition, type UnitOfWork } from '@yipii/persistence';
import { InvalidFields, type Clock } from '@yipii/platform';
import { In } from 'typeorm';
import type { Fields } from '../registry/resource';
import type { Tracks } from '../tracks/track.ports';
import type { AlertPreviewInput, AlertPreviewView, PreviewedAlertView } from './preview.schema';
import { fencesIn, parametersOf } from './rule-parameters';

const HOUR_MS = 3_600_000;
/** Of an asset, and of an account: trying a rule must not keep others waiting. */
const MAX_RECORDS = 10_000;
const MAX_FENCES = 2_000;

/** Tells which alerts a rule would have raised, without raising any. */
export class PreviewRule {
  private readonly assets = new AssetRepository();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tracks: Tracks,
    private readonly zones: TimeZones,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidFields for parameters that no rule may have, or assets that the caller does not see */
  async run(scope: AccountScope, input: AlertPreviewInput): Promise<AlertPreviewView> {
    const parameters = parametersOf(input.type, input.parameters as Fields);
    const { assets, fences } = await this.known(scope, input.asset_ids, parameters);
    const alerts: PreviewedAlertView[] = [];
    let isPartial = false;
    for (const asset of assets) {
      const records = await this.records(scope, asset, input.hours);
      isPartial ||= records.length > MAX_RECORDS;
      alerts.push(
        ...this.preview(asset, input, { parameters, records: records.slice(-MAX_RECORDS), fences }),
      );
    }
    return { alerts, is_partial: isPartial };
  }

  private known(scope: AccountScope, assetIds: readonly number[], parameters: Fields) {
    return this.unitOfWork.inAccount(scope, async (tx) => {
      const seen = await this.assets.existing(tx, assetIds);
      const unknown = assetIds.filter((id) => !seen.has(id));
      if (unknown.length > 0)
        throw new InvalidFields({ asset_ids: [`There is no asset ${unknown.join(', ')}.`] });
      const { accountId } = scope;
      const named = fencesIn(parameters);
      const where = parameters.fences === 'all' ? { accountId } : { accountId, id: In(named) };
      const rows = await tx.entities.find(Geofence, { where, take: MAX_FENCES + 1 });
      if (rows.length > MAX_FENCES)
        throw new InvalidFields({
          'parameters.fences': ['There are too many geofences: name some of them.'],
        });
      const assets = await tx.entities.findBy(Asset, { accountId, id: In([...seen]) });
      return { assets, fences: new FewFences(rows.map(toFence)) };
    });
  }

  private async records(scope: AccountScope, asset: Asset, hours: number): Promise<AlertRecord[]> {
    const records: AlertRecord[] = [];
    const from = this.clock.now() - hours * HOUR_MS;
    for await (const chunk of this.tracks.all(scope, { id: asset.id, name: asset.name }, { from }))
      records.push(...chunk.map(recordOf));
    return records;
  }

  private preview(
    { id: assetId, speedLimitKmh: speedLimit }: Asset,
    { type, schedule }: AlertPreviewInput,
    {
      parameters,
      records,
      fences,
    }: { parameters: Fields; records: readonly AlertRecord[]; fences: FenceLookup },
  ): PreviewedAlertView[] {
    const rule = {
      ...({ id: 0, name: '', severity: 'info', since: 0, cooldownSeconds: 0, maxAgeSeconds: null } as const),
      ...{ condition: conditionOf(type, parameters), schedule: schedule ?? null },
    };
    const world = { assetId, speedLimit, fences, zones: this.zones, listeningSince: 0 };
    return previewRule(rule, records, this.clock.now(), world).map(({ raised, cleared }) => ({
      assetId,
      type: raised.incident.type,
      triggeredAt: new Date(raised.at).toISOString(),
      clearedAt: cleared && new Date(cleared.at).toISOString(),
      data: { ...raised.details, ...cleared?.details },
    }));
  }
}

function toFence({ id, name, geometry, radiusM, widthM }: Geofence): Fence {
  return prepareFence({ id, name, geometry, radiusM, widthM, since: 0 });
}

function recordOf({ seq, ...location }: TrackPosition): AlertRecord {
  return toAlertRecord({
    unstreamed: seq === null ? 'late' : null,
    location: { ...location, seq: seq ?? 0 },
  });
}

class FewFences extends FenceLookup {
  private readonly byId: ReadonlyMap<number, Fence>;

  constructor(private readonly fences: readonly Fence[]) {
    super();
    this.byId = new Map(fences.map((fence) => [fence.id, fence]));
  }

  get(id: number): Fence | undefined {
    return this.byId.get(id);
  }

  within(box: Box): readonly Fence[] {
    return this.fences.filter(({ boxes }) => boxes.some((other) => meet(box, other)));
  }
}

function meet(a: Box, b: Box): boolean {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}
