import type { MaintenanceBasis } from '@yipii/domain';
import { AssetRepository, MaintenanceRow, type AccountTransaction } from '@yipii/persistence';
import { IdField, InvalidFields, OneOfField } from '@yipii/platform';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import { MaintenanceInput, MaintenanceView } from './maintenance.schema';

export class MaintenanceQuery extends RegistryQuery {
  @IdField({ optional: true, description: 'Only those of this asset.' }) readonly asset_id?: number;
  @OneOfField(['odometer', 'engine_hours', 'date'], { optional: true }) readonly basis?: string;
}

const assets = new AssetRepository();

/** The field that says when it is due. */
export const DUE_FIELDS = {
  odometer: 'due_km',
  engine_hours: 'due_hours',
  date: 'due_at',
} as const satisfies Record<MaintenanceBasis, string>;

export const maintenances: Resource<MaintenanceView> = {
  ...{ path: 'maintenance', kind: 'maintenance', entity: MaintenanceRow, announced: 'maintenance' },
  ...{ view: MaintenanceView, input: MaintenanceInput, query: MaintenanceQuery, ofWholeAccount: false },
  scopes: { read: 'alerts:read', write: 'alerts:write' },
  where: ({ asset_id: assetId, basis }) => ({
    ...(assetId !== undefined && { assetId }),
    ...(basis !== undefined && { basis }),
  }),
  columns: (input) => {
    demandDue(input);
    return {};
  },
  change: async (tx, _caller, { before, after }) => {
    if (!after) return {};
    await demandAsset(tx, after);
    return isAnother(before as MaintenanceRow | null, after) ? { since: new Date() } : {};
  },
};

/** It is due by its basis, and by nothing else. */
function demandDue(input: Fields): void {
  const needed = DUE_FIELDS[input.basis as MaintenanceBasis];
  for (const field of Object.values(DUE_FIELDS)) {
    const isThere = input[field] !== undefined && input[field] !== null;
    if (isThere !== (field === needed))
      throw new InvalidFields({
        [field]: [`${field} is needed for the basis of the same kind, and for no other.`],
      });
  }
}

async function demandAsset(tx: AccountTransaction, { assetId }: Fields): Promise<void> {
  if ((await assets.existing(tx, [assetId as number])).has(assetId as number)) return;
  throw new InvalidFields({ asset_id: ['There is no such asset.'] });
}

function isAnother(before: MaintenanceRow | null, after: Fields): boolean {
  if (!before) return true;
  const time = (value: unknown): number | null => (value ? new Date(value as string | Date).getTime() : null);
  return (
    (['assetId', 'basis', 'dueKm', 'dueHours', 'warnBefore'] as const).some(
      (name) => before[name] !== after[name],
    ) || time(before.dueAt) !== time(after.dueAt)
  );
}
