import { Controller, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, FromBody, Needs } from '@yipii/platform';
import { RegistryController } from '../registry/registry.controller';
import { Registry } from '../registry/registry.ports';
import { alertRules } from './alert-rule.resource';
import { PreviewRule } from './preview-rule.postgres';
import { AlertPreviewInput, AlertPreviewView } from './preview.schema';

@Controller('api/:account_key')
export class AlertRuleController extends RegistryController(alertRules, {
  ...{ name: 'AlertRule', one: 'alert rule', many: 'alert rules' },
}) {
  constructor(
    registry: Registry,
    private readonly previews: PreviewRule,
  ) {
    super(registry);
  }

  @Post('alert-rule/preview')
  @HttpCode(200)
  @Needs('alerts:write')
  @Describe({
    ...{ id: 'previewAlertRule', tag: 'alert-rule', answer: 'The alerts', answers: dataOf(AlertPreviewView) },
    summary: 'The alerts that a rule would have raised in the last days',
  })
  async preview(
    @Caller() { scope }: Principal,
    @FromBody() input: AlertPreviewInput,
  ): Promise<{ data: AlertPreviewView }> {
    return { data: await this.previews.run(scope, input) };
  }
}
