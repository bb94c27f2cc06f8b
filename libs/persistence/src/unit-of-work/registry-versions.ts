import type { Sql } from '@yipii/platform';
import type { RegistryChanged, RegistryKind } from '@yipii/protocol';

/** Every row's next version. The update locks the row, so that versions are committed in their order. */
const NEXT_VERSION: Readonly<Record<RegistryKind, string>> = {
  account: nextVersionIn('account'),
  asset: nextVersionIn('asset'),
  asset_group: nextVersionIn('asset_group'),
  geofence: nextVersionIn('geofence'),
  alert_rule: nextVersionIn('alert_rule'),
  maintenance: nextVersionIn('maintenance'),
  device: nextVersionIn('device', 'unique_id'),
  assignment: nextVersionIn('assignment', '(SELECT unique_id FROM device WHERE id = device_id) AS unique_id'),
};

function nextVersionIn(table: string, uniqueId = 'NULL AS unique_id'): string {
  return `UPDATE ${table} SET version = version + 1 WHERE id = ANY ($1) RETURNING id, version, ${uniqueId}`;
}

interface Row {
  readonly id: string;
  readonly version: string;
  readonly unique_id: string | null;
}

/** Increments the versions of registry rows and returns the changes to announce. */
export async function nextVersions(
  sql: Sql,
  kind: RegistryKind,
  ids: readonly number[],
): Promise<RegistryChanged[]> {
  const { rows } = await sql.query<Row>(NEXT_VERSION[kind], [[...ids]]);
  if (rows.length !== new Set(ids).size) throw new Error(`there is no such ${kind}`);
  return rows.map(({ id, version, unique_id: uniqueId }) => ({
    ...{ kind, id: Number(id), version: Number(version) },
    ...(uniqueId !== null && { uniqueId }),
  }));
}
