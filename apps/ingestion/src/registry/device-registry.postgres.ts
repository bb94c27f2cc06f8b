import { DEFAULT_SETTINGS } from '@yipii/domain';
import { Networks, type RegistryPart, type WorkerDatabase } from '@yipii/platform';
import type { RegistryKind } from '@yipii/protocol';
import type { SpeedUnit } from '../positions/speed-unit';
import { DeviceRegistry, type Assignment, type RegisteredDevice } from './device-registry.ports';

export class PostgresDeviceRegistry extends DeviceRegistry {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async find(uniqueId: string): Promise<RegisteredDevice | null> {
    const { rows } = await this.database.pool.query<Row>({
      name: 'find-device',
      text: FIND,
      values: [uniqueId],
    });
    const [first] = rows;
    if (!first) return null;
    return {
      deviceId: Number(first.device_id),
      accountId: Number(first.account_id),
      accountKey: first.account_key,
      timeZone: first.time_zone,
      speedUnit: first.speed_unit,
      clockOffsetMs: first.clock_offset_seconds * 1000,
      protocol: first.protocol,
      allowedNetworks: first.allowed_networks && new Networks(first.allowed_networks),
      secretHash: first.secret_hash,
      assignments: rows.flatMap(assignmentOf),
      parts: rows.flatMap(partsOf),
    };
  }
}

interface Row {
  readonly device_id: string;
  readonly account_id: string;
  readonly account_key: string;
  readonly time_zone: string | null;
  readonly clock_offset_seconds: number;
  readonly speed_unit: SpeedUnit | null;
  readonly protocol: string | null;
  readonly allowed_networks: string[] | null;
  readonly secret_hash: Buffer | null;
  readonly asset_id: string | null;
  readonly asset_name: string | null;
  readonly odometer_offset_km: number | null;
  readonly moving_from_kmh: number | null;
  readonly valid_from: Date | null;
  readonly valid_to: Date | null;
  readonly device_version: string;
  readonly account_version: string;
  readonly asset_version: string | null;
  readonly assignment_id: string | null;
  readonly assignment_version: string | null;
}

const FIND = `
  SELECT d.id AS device_id, d.account_id, c.key AS account_key, d.time_zone, d.clock_offset_seconds, d.speed_unit,
    d.protocol, d.allowed_networks, d.secret_hash,
    a.id AS asset_id, a.name AS asset_name, a.odometer_offset_km, a.moving_from_kmh, s.valid_from, s.valid_to,
    d.version AS device_version, c.version AS account_version, a.version AS asset_version,
    s.id AS assignment_id, s.version AS assignment_version
  FROM device d
  JOIN account c ON c.id = d.account_id
  LEFT JOIN assignment s ON s.device_id = d.id
  LEFT JOIN asset a ON a.id = s.asset_id
  WHERE d.unique_id = $1
  ORDER BY s.valid_from DESC`;

function assignmentOf({ asset_id, asset_name, valid_from, valid_to, ...row }: Row): Assignment[] {
  if (asset_id === null || asset_name === null || valid_from === null) return [];
  return [
    {
      assetId: Number(asset_id),
      assetName: asset_name,
      from: valid_from.getTime(),
      to: valid_to?.getTime() ?? null,
      odometerOffsetKm: row.odometer_offset_km ?? DEFAULT_SETTINGS.odometerOffsetKm,
      movingFromKmh: row.moving_from_kmh ?? DEFAULT_SETTINGS.movingFromKmh,
    },
  ];
}

function partsOf(row: Row): RegistryPart[] {
  return [
    ...partOf('device', row.device_id, row.device_version),
    ...partOf('account', row.account_id, row.account_version),
    ...partOf('asset', row.asset_id, row.asset_version),
    ...partOf('assignment', row.assignment_id, row.assignment_version),
  ];
}

function partOf(kind: RegistryKind, id: string | null, version: string | null): RegistryPart[] {
  return id === null ? [] : [{ kind, id: Number(id), version: Number(version) }];
}
