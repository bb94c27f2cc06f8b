import { assets } from '../assets/asset.resource';
import { devices } from '../devices/device.resource';
import { drivers } from '../drivers/driver.resource';
import { geofences } from '../geofences/geofence.resource';
import { assetGroups } from '../groups/asset-group.resource';
import type { Resource } from '../registry/resource';

/** What can be imported, by the name in paths. */
export const IMPORTABLE = {
  asset: assets,
  'asset-group': assetGroups,
  device: devices,
  driver: drivers,
  geofence: geofences,
} as const satisfies Record<string, Resource>;
