import { bootstrap } from '@yipii/platform';
import { ingestion } from './ingestion';

void bootstrap(ingestion);
