import { bootstrap } from '@yipii/platform';
import { enrichment } from './enrichment';

void bootstrap(enrichment);
