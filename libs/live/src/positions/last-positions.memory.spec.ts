import { lastPositionsContract } from '@yipii/testing';
import { MemoryLastPositions } from './last-positions.memory';

const positions = new MemoryLastPositions();

lastPositionsContract('memory', () => positions);
