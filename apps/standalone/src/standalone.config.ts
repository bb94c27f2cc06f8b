import { ChoiceSetting, SwitchSetting, TextSetting, UrlSetting } from '@yipii/platform';

/** Standalone: the whole platform in one process. */
export class StandaloneConfig {
  @TextSetting({
    env: 'DATA_DIR',
    description: 'Folder for the embedded database, secrets and demo.json.',
    default: './.data',
  })
  readonly dataDir!: string;

  @UrlSetting({
    env: 'DATABASE_URL',
    description: 'Use this PostgreSQL instead of the embedded one.',
    schemes: ['postgres', 'postgresql'],
    default: '',
    secret: true,
  })
  readonly databaseUrl?: string;

  @SwitchSetting({
    env: 'DEMO',
    description: 'Run a demo fleet on the streets of Gothenburg. Off by default under NODE_ENV=production.',
    default: true,
  })
  readonly demo!: boolean;

  @ChoiceSetting({
    env: 'DEMO_CADENCE',
    description:
      'How often demo vehicles report: `demo`, every 2–5 s; `real`, every 10–30 s moving, 60 s stopped with the ignition on, 5–10 min without.',
    default: 'demo',
    choices: ['demo', 'real'],
  })
  readonly demoCadence!: 'demo' | 'real';
}
