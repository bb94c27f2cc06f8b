import { Controller } from '@nestjs/common';
import { RegistryController } from '../registry/registry.controller';
import { privacyZones } from './privacy-zone.resource';

@Controller('api/:account_key')
export class PrivacyZoneController extends RegistryController(privacyZones, {
  name: 'PrivacyZone',
  one: 'privacy zone',
  many: 'privacy zones',
}) {}
