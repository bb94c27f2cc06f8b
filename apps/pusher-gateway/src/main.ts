import { bootstrap, readEnvironment } from '@yipii/platform';
import { runProcesses } from './processes/run-processes';
import { pusherGateway } from './pusher-gateway';

void runProcesses(pusherGateway, readEnvironment(), (watched) => bootstrap({ ...pusherGateway, watched }));
