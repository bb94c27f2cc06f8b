import { bootstrap } from '@yipii/platform';
import { linkSession } from './link-session';

void bootstrap(linkSession);
