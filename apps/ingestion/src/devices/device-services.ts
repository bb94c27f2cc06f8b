import type { Clock } from '@yipii/platform';
import type { AcceptPositions } from '../positions/accept-positions';
import type { IdentifyDevice } from '../registry/identify-device';
import type { DeviceMonitor } from './device-monitor';
import type { LiveDevices } from './live-devices';

/** Services that every device connection needs. */
export class DeviceServices {
  constructor(
    readonly identifyDevice: IdentifyDevice,
    readonly acceptPositions: AcceptPositions,
    readonly liveDevices: LiveDevices,
    readonly monitor: DeviceMonitor,
    readonly clock: Clock,
  ) {}
}
