import { randomInt } from 'node:crypto';
import { coverOf } from '@yipii/domain';
import { AssetRepository, PrivacyZoneRow, type AccountTransaction } from '@yipii/persistence';
import { IdField, InvalidFields } from '@yipii/platform';
import { RegistryQuery, type Fields, type Resource, type RowChange } from '../registry/resource';
import { PrivacyZoneInput, PrivacyZoneView } from './privacy-zone.schema';

export class PrivacyZoneQuery extends RegistryQuery {
  @IdField({ optional: true, description: 'Only those of this asset alone.' }) readonly asset_id?: number;
}

const assets = new AssetRepository();

export const privacyZones: Resource<PrivacyZoneView> = {
  ...{ path: 'privacy-zone', kind: 'privacy_zone', entity: PrivacyZoneRow, ofWholeAccount: true },
  ...{ view: PrivacyZoneView, input: PrivacyZoneInput, query: PrivacyZoneQuery },
  scopes: { read: 'links:read', write: 'links:write' },
  where: ({ asset_id: assetId }) => ({ ...(assetId !== undefined && { assetId }) }),
  change: async (tx, _caller, change) => {
    if (change.after) await demandAsset(tx, change.after);
    return coverColumns(change);
  },
};

/** One of another account is as unknown as one that does not exist. */
async function demandAsset(tx: AccountTransaction, { assetId }: Fields): Promise<void> {
  if (typeof assetId !== 'number' || (await assets.existing(tx, [assetId])).has(assetId)) return;
  throw new InvalidFields({ asset_id: ['There is no such asset.'] });
}

/** A zone keeps its cover as long as it stays where it is. */
function coverColumns({ before, after }: RowChange): Fields {
  if (!after) return {};
  const zone = after as { readonly lat: number; readonly lng: number; readonly radiusM: number };
  const old = before as PrivacyZoneRow | null;
  if (old && old.lat === zone.lat && old.lng === zone.lng && old.radiusM === zone.radiusM) return {};
  const { lat, lng, radiusM } = coverOf(zone, [random(), random()]);
  return { coverLat: lat, coverLng: lng, coverRadiusM: radiusM };
}

const STEPS = 2 ** 40;

/** From the system's random generator: nobody can work out where a zone was moved from. */
function random(): number {
  return randomInt(STEPS) / STEPS;
}
