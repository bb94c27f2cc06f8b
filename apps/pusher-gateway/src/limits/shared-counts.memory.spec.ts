import { sharedCountsContract } from './shared-counts.contract';
import { MemorySharedCounts } from './shared-counts.memory';

sharedCountsContract('memory', () => new MemorySharedCounts());
