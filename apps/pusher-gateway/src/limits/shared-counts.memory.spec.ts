import { connectionCountsContract } from './connection-counts.contract';
import { MemoryConnectionCounts } from './connection-counts.memory';

connectionCountsContract('memory', () => new MemoryConnectionCounts());
