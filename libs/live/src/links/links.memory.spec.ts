import { FakeClock, linkAccessContract, linkPositionsContract } from '@yipii/testing';
import { MemoryLinkPositions } from '../positions/link-positions.memory';
import { LINK_POSITION_KEPT_MS } from '../positions/link-positions.ports';
import { MemoryLinkAccess } from './link-access.memory';

const clock = new FakeClock();
const positions = new MemoryLinkPositions(clock);
const access = new MemoryLinkAccess(clock);

linkPositionsContract('memory', () => positions);
linkAccessContract(
  'memory',
  () => access,
  () => clock.now(),
);

describe('last positions of links in memory', () => {
  it('expire', async () => {
    const ownClock = new FakeClock();
    const own = new MemoryLinkPositions(ownClock);
    const position = { seq: 1, madeAt: 0, json: '{}' };
    await own.put('stands', position);
    await own.put('moves', position);
    ownClock.advance(LINK_POSITION_KEPT_MS - 1);
    await own.put('moves', { ...position, seq: 2 });
    ownClock.advance(1);
    expect([await own.last('stands'), await own.last('moves')]).toEqual([null, { ...position, seq: 2 }]);
  });
});
