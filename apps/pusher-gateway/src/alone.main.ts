import { bootstrap } from '@yipii/platform';
import { aloneGateway, layAloneGround } from './alone';

void bootstrap(aloneGateway, layAloneGround);
