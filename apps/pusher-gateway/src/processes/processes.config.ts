import { IntegerSetting, SwitchSetting } from '@yipii/platform';

export class ProcessesConfig {
  @IntegerSetting({
    env: 'GATEWAY_PROCESSES',
    description:
      'Number of processes that share the port; about one per core. METRICS_PORT reports on all of them, and each has a port of its own, counted up from it. More than 1 needs Redis and uWebSockets.js. Ignored by standalone.',
    default: 1,
    min: 1,
    max: 1_024,
  })
  readonly processes!: number;

  @SwitchSetting({
    env: 'GATEWAY_SHARE_PORT',
    description:
      'Allow other processes to listen on GATEWAY_PORT and share its connections. GATEWAY_PROCESSES sets it by itself.',
    default: false,
  })
  readonly sharePort!: boolean;
}
