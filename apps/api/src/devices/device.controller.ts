import { Controller, Get } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { Caller, Describe, FromQuery, Needs, pageOf, PageQuery, viewBy } from '@yipii/platform';
import { Refusal } from '../errors';
import { RegistryController } from '../registry/registry.controller';
import { Registry } from '../registry/registry.ports';
import { Installation } from './device.ports';
import { devices } from './device.resource';
import { UnregisteredDeviceView } from './device.schema';

const unregisteredView = viewBy(UnregisteredDeviceView);

@Controller('api/:account_key')
export class DeviceController extends RegistryController(devices, {
  name: 'Device',
  one: 'device',
  many: 'devices',
}) {
  constructor(
    registry: Registry,
    private readonly installation: Installation,
  ) {
    super(registry);
  }

  @Get('device/unregistered')
  @Needs('operator', 'fleet:write')
  @Describe({
    id: 'listUnregisteredDevices',
    summary:
      'Devices that report but are not registered; for the operator, or in an installation of one account',
    tag: 'device',
    answer: 'A page',
    answers: pageOf(UnregisteredDeviceView, 'UnregisteredDevicePage'),
  })
  async unregistered(@Caller() caller: Principal, @FromQuery() { page, per_page: perPage }: PageQuery) {
    if (!(await this.maySeeStrangers(caller))) {
      throw new Refusal('FORBIDDEN', 'Only the operator of the installation may see these.');
    }
    const { rows, total } = await this.installation.unregistered({ page, perPage });
    return { data: rows.map(unregisteredView), meta: { current_page: page, per_page: perPage, total } };
  }

  private async maySeeStrangers({ scopes, scope }: Principal): Promise<boolean> {
    if (scope.assets !== null) return false;
    return scopes.includes('operator') || this.installation.hasOneAccount();
  }
}
