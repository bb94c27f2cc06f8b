import { Controller } from '@nestjs/common';
import { RegistryController } from '../registry/registry.controller';
import { alertRules } from './alert-rule.resource';

@Controller('api/:account_key')
export class AlertRuleController extends RegistryController(alertRules, {
  ...{ name: 'AlertRule', one: 'alert rule', many: 'alert rules' },
}) {}
