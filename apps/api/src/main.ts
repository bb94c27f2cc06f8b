import { bootstrap } from '@yipii/platform';
import { api } from './api';

void bootstrap(api);
