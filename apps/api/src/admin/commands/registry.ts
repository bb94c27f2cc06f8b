import { insertAsset, insertDevice } from '@yipii/persistence';
import { trackerProtocols } from '@yipii/protocol';
import { CommandFailed, type Command } from '../command';
import { accountOf, NAME, NAME_RULE } from './accounts';

const UNIQUE_ID = /^\S.{0,63}$/u;

export const REGISTRY_COMMANDS: readonly Command[] = [
  {
    name: 'asset create',
    summary: 'Create an asset, for example a vehicle.',
    example: "acme --name 'Truck 7'",
    places: ['account'],
    options: {
      name: { text: 'Its name.', value: 'NAME', required: true },
      plate: { text: 'Its number plate.', value: 'PLATE' },
      'external-id': { text: 'Its id in your own systems.', value: 'ID' },
    },
    async run(installation, given) {
      const account = await accountOf(installation, given);
      const asset = {
        name: given.text('name', NAME, NAME_RULE),
        plate: given.optional('plate', NAME, NAME_RULE),
        externalId: given.optional('external-id', NAME, NAME_RULE),
      };
      const id = await installation.unitOfWork.run(async (tx) => {
        const created = await insertAsset(tx, account.id, asset);
        await tx.registryChanged('asset', created);
        return created;
      });
      return [{ id, account: account.key, name: asset.name }];
    },
  },
  {
    name: 'asset list',
    summary: 'List the assets of an account with their devices.',
    example: 'acme',
    places: ['account'],
    async run(installation, given) {
      const { id } = await accountOf(installation, given);
      const { rows } = await installation.pool.query<AssetRow>(ASSETS, [id]);
      return rows.map((row) => ({
        id: Number(row.id),
        name: row.name,
        plate: row.plate,
        devices: row.devices,
      }));
    },
  },
  {
    name: 'device create',
    summary: 'Register a tracker. If it is connected already, it works within a second.',
    example: 'acme 356307042441013 --asset 14',
    places: ['account', 'unique-id'],
    options: {
      asset: { text: 'The asset that it is on.', value: 'ID', required: true },
      protocol: {
        text: `The only protocol that it may use: ${protocols().join(', ')}. Default: any.`,
        value: 'NAME',
      },
      model: { text: 'Its model.', value: 'TEXT' },
    },
    async run(installation, given) {
      const account = await accountOf(installation, given);
      const device = {
        uniqueId: given.text('unique-id', UNIQUE_ID, 'must be 1 to 64 characters'),
        assetId: given.id('asset'),
        ...(given.has('protocol') && { protocol: given.oneOf('protocol', protocols()) }),
        model: given.optional('model', NAME, NAME_RULE),
      };
      const { rowCount } = await installation.pool.query(
        'SELECT FROM asset WHERE account_id = $1 AND id = $2',
        [account.id, device.assetId],
      );
      if (rowCount === 0) throw new CommandFailed(`${account.key} has no asset ${device.assetId}`);
      const id = await installation.unitOfWork.run((tx) => insertDevice(tx, account.id, device));
      return [{ id, unique_id: device.uniqueId, protocol: device.protocol ?? 'any', asset: device.assetId }];
    },
  },
  {
    name: 'device list',
    summary: 'List the devices of an account.',
    example: 'acme',
    places: ['account'],
    async run(installation, given) {
      const { id } = await accountOf(installation, given);
      const { rows } = await installation.pool.query<DeviceRow>(DEVICES, [id]);
      return rows.map((row) => ({
        id: Number(row.id),
        unique_id: row.unique_id,
        protocol: row.protocol ?? 'any',
        asset: row.asset_id === null ? null : Number(row.asset_id),
        name: row.name,
      }));
    },
  },
  {
    name: 'device unregistered',
    summary: 'List the devices that connect without being registered.',
    example: '',
    async run({ pool }) {
      const { rows } = await pool.query<StrangerRow>(
        'SELECT unique_id, protocol, records, last_seen FROM unregistered_device ORDER BY last_seen DESC LIMIT 1000',
      );
      return rows.map((row) => ({
        ...row,
        records: Number(row.records),
        last_seen: row.last_seen.toISOString(),
      }));
    },
  },
];

function protocols(): string[] {
  return trackerProtocols.map(({ name }) => name);
}

const ASSETS = `
  SELECT a.id, a.name, a.plate, (
    SELECT string_agg(d.unique_id, ', ' ORDER BY d.id) FROM assignment s JOIN device d ON d.id = s.device_id
    WHERE s.asset_id = a.id AND s.valid_to IS NULL
  ) AS devices FROM asset a WHERE a.account_id = $1 ORDER BY a.id`;

const DEVICES = `
  SELECT d.id, d.unique_id, d.protocol, a.id AS asset_id, a.name
  FROM device d LEFT JOIN assignment s ON s.device_id = d.id AND s.valid_to IS NULL LEFT JOIN asset a ON a.id = s.asset_id
  WHERE d.account_id = $1 ORDER BY d.id`;

interface AssetRow {
  readonly id: string;
  readonly name: string;
  readonly plate: string | null;
  readonly devices: string | null;
}

interface DeviceRow {
  readonly id: string;
  readonly unique_id: string;
  readonly protocol: string | null;
  readonly asset_id: string | null;
  readonly name: string | null;
}

interface StrangerRow {
  readonly unique_id: string;
  readonly protocol: string;
  readonly records: string;
  readonly last_seen: Date;
}
