import { Controller } from '@nestjs/common';
import { RegistryController } from '../../registry/registry.controller';
import { linkTemplates } from './link-template.resource';

@Controller('api/:account_key')
export class LinkTemplateController extends RegistryController(linkTemplates, {
  ...{ name: 'TrackingLinkTemplate', one: 'template of tracking links', many: 'templates of tracking links' },
}) {}
