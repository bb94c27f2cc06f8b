import { bootstrap } from '@yipii/platform';
import { alerting } from './alerting';

void bootstrap(alerting);
