import { bootstrap } from '@yipii/platform';
import { layGround } from './ground';
import { standalone } from './standalone';

void bootstrap(standalone, layGround);
