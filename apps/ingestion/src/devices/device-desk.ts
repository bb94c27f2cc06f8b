import type { Clock } from '@yipii/platform';
import type { AcceptPositions } from '../positions/accept-positions';
import type { AdmitDevice } from '../registry/admit-device';
import type { Journal } from './journal';
import type { LiveDevices } from './live-devices';

/** What every connection of a device works with. */
export class DeviceDesk {
  constructor(
    readonly acceptPositions: AcceptPositions,
    readonly admitDevice: AdmitDevice,
    readonly liveDevices: LiveDevices,
    readonly journal: Journal,
    readonly clock: Clock,
  ) {}
}
