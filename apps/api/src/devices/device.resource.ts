import { AssetRepository, Device, DeviceAssignments, hashSecret } from '@yipii/persistence';
import { trackerProtocol } from '@yipii/protocol';
import { assertNetworks, IdField, InvalidFields, TextField } from '@yipii/platform';
import { Refusal } from '../errors';
import { OfAssetsQuery, type Fields, type Resource } from '../registry/resource';
import { DeviceInput, DeviceView } from './device.schema';
import { onAsset, onAssetsOfGroup } from './device.sql';

export class DeviceQuery extends OfAssetsQuery {
  @TextField({ optional: true, max: 128, description: 'Only the one that identifies itself by this.' })
  readonly unique_id?: string;
  @IdField({ optional: true, description: 'Only those that are on this asset now.' })
  readonly asset_id?: number;
}

const assignments = new DeviceAssignments();
const assets = new AssetRepository();

export const devices: Resource<DeviceView> = {
  path: 'device',
  kind: 'device',
  entity: Device,
  view: DeviceView,
  input: DeviceInput,
  query: DeviceQuery,
  announced: 'device',
  ofWholeAccount: true,
  where: ({ unique_id: uniqueId, asset_id: assetId, group_id: groupId }) => ({
    ...(uniqueId !== undefined && { uniqueId }),
    ...(groupId !== undefined && { id: onAssetsOfGroup(groupId) }),
    ...(assetId !== undefined && { id: onAsset(assetId) }),
  }),
  columns: (input, given) => {
    demandKnownZone(input);
    demandNetworks(input);
    demandSecretCarrier(input, given);
    return 'secret' in given ? secretColumns(given.secret) : {};
  },
  related: (tx, ids) => assignments.of(tx, ids),
  relate: async (tx, id, { asset_id: assetId = null }) => {
    if (assetId !== null && !(await assets.existing(tx, [assetId as number])).has(assetId as number)) {
      throw new InvalidFields({ asset_id: ['There is no such asset.'] });
    }
    await assignments.put(tx, id, assetId as number | null);
  },
  release: (tx, id) => assignments.forget(tx, id),
  taken: (field) =>
    field === 'unique_id'
      ? new Refusal('DEVICE_ID_UNAVAILABLE', 'This unique_id is not available.')
      : undefined,
};

function demandKnownZone({ time_zone: zone }: Fields): void {
  if (typeof zone !== 'string') return;
  try {
    if (!/^[A-Za-z]/.test(zone)) throw new RangeError('an offset is no zone');
    Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new InvalidFields({ time_zone: ['time_zone must be an IANA name, e.g. Europe/Vilnius.'] });
  }
}

function demandNetworks({ allowed_networks: networks }: Fields): void {
  if (!Array.isArray(networks)) return;
  try {
    assertNetworks(networks as string[]);
  } catch {
    const text = 'allowed_networks must be networks such as 203.0.113.0/24 or 2001:db8::/32.';
    throw new InvalidFields({ allowed_networks: [text] });
  }
}

/** Only requests over HTTP can carry a secret: a device of another protocol would never be heard again. */
function demandSecretCarrier({ protocol }: Fields, given: Fields): void {
  if (typeof given.secret !== 'string' || typeof protocol !== 'string') return;
  if (trackerProtocol(protocol).http) return;
  throw new InvalidFields({ secret: [`Devices of the protocol ${protocol} can't send a secret.`] });
}

function secretColumns(secret: unknown): Fields {
  if (typeof secret !== 'string') return { secretHash: null, secretSetAt: null };
  return { secretHash: hashSecret(secret), secretSetAt: new Date() };
}
