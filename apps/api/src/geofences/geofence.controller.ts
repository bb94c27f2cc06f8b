import { Controller } from '@nestjs/common';
import { RegistryController } from '../registry/registry.controller';
import { geofences } from './geofence.resource';

@Controller('api/:account_key')
export class GeofenceController extends RegistryController(geofences, {
  name: 'Geofence',
  one: 'geofence',
  many: 'geofences',
}) {}
