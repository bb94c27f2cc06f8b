import { linksSuite } from '../links/links.suite';
import { startClusterStage } from '../links/cluster.stage';

linksSuite('over a cluster', startClusterStage);
