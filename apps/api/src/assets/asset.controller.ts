import { Controller } from '@nestjs/common';
import { RegistryController } from '../registry/registry.controller';
import { assets } from './asset.resource';

@Controller('api/:account_key')
export class AssetController extends RegistryController(assets, {
  name: 'Asset',
  one: 'asset',
  many: 'assets',
}) {}
