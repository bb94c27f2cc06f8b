import { IntegerSetting, SwitchSetting } from '@yipii/platform';

export class ProcessesConfig {
  @IntegerSetting({
    env: 'GATEWAY_PROCESSES',
    description:
      'Processes that share the port, about one per core; METRICS_PORT tells of all, each has one of its own, counted up from it. More than 1 needs Redis and uWebSockets.js. Ignored by standalone.',
    default: 1,
    min: 1,
    max: 1_024,
  })
  readonly processes!: number;

  @SwitchSetting({
    env: 'GATEWAY_SHARE_PORT',
    description:
      'Other processes may listen on GATEWAY_PORT too, and share its connections. Set by itself for GATEWAY_PROCESSES.',
    default: false,
  })
  readonly sharePort!: boolean;
}
