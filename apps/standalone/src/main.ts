import { bootstrap } from '@yipii/platform';
import { prepareStandalone } from './prepare-standalone';
import { standalone } from './standalone';

void bootstrap(standalone, prepareStandalone);
