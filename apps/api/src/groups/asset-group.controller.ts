import { Controller } from '@nestjs/common';
import { RegistryController } from '../registry/registry.controller';
import { assetGroups } from './asset-group.resource';

@Controller('api/:account_key')
export class AssetGroupController extends RegistryController(assetGroups, {
  name: 'AssetGroup',
  one: 'asset group',
  many: 'asset groups',
}) {}
