import { PortSetting } from '@yipii/platform';

export class IntakeConfig {
  @PortSetting({
    env: 'INGESTION_HTTP_PORT',
    description:
      'Port on which the API hands over positions that came over HTTPS (see INGESTION_URL). Keep it private: the API has checked who may send them.',
    default: 5056,
  })
  readonly port!: number;
}
