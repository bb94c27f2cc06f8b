import { bootstrap, readEnvironment } from '@yipii/platform';
import { aloneGateway, prepareAlone, withAliases } from './alone';
import { runProcesses } from './processes/run-processes';

const env = withAliases(readEnvironment());
const gateway = aloneGateway(env);
void runProcesses(gateway, env, (watched) => bootstrap({ ...gateway, watched }, prepareAlone));
