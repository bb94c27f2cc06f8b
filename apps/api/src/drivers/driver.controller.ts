import { Controller } from '@nestjs/common';
import { RegistryController } from '../registry/registry.controller';
import { drivers } from './driver.resource';

@Controller('api/:account_key')
export class DriverController extends RegistryController(drivers, {
  name: 'Driver',
  one: 'driver',
  many: 'drivers',
}) {}
