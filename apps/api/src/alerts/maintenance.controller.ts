import { Controller, HttpCode, Post } from '@nestjs/common';
import { dataOf, Describe, FromBody, Needs, PathId, Write, type WriteRequest } from '@yipii/platform';
import { RegistryController } from '../registry/registry.controller';
import { Registry } from '../registry/registry.ports';
import { CompleteMaintenance } from './complete-maintenance.postgres';
import { maintenances } from './maintenance.resource';
import { CompletionInput, MaintenanceView } from './maintenance.schema';

@Controller('api/:account_key')
export class MaintenanceController extends RegistryController(maintenances, {
  ...{ name: 'Maintenance', one: 'maintenance', many: 'maintenances' },
}) {
  constructor(
    registry: Registry,
    private readonly completion: CompleteMaintenance,
  ) {
    super(registry);
  }

  @Post('maintenance/:id/complete')
  @HttpCode(200)
  @Needs('alerts:write')
  @Describe({
    ...{ tag: 'maintenance', answer: 'The maintenance', answers: dataOf(MaintenanceView) },
    ...{ id: 'completeMaintenance', summary: 'Tell that a maintenance was done, which ends its alerts' },
  })
  async complete(
    @Write() request: WriteRequest,
    @PathId() id: number,
    @FromBody() input: CompletionInput,
  ): Promise<{ data: MaintenanceView }> {
    return { data: await this.completion.run(request, id, input) };
  }
}
