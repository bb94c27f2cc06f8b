import type { TimeZones } from '@yipii/domain';
import { hashOfToken, MemoryLinkAccess } from '@yipii/live';
import type { WorkerUnitOfWork } from '@yipii/persistence';
import { aTrackingLink, FakeClock } from '@yipii/testing';
import { LinkTimes } from '../links/link-times';
import { ViewerSessions, ViewerStores } from './viewer-sessions';

const TOKEN = `yts_${'a'.repeat(43)}`;
const LIFE_SECONDS = 60;
const EVERY_MS = 20_000;
const TIMES = 20;

describe('the session of a viewer', () => {
  const clock = new FakeClock();
  const access = new MemoryLinkAccess(clock);
  const unitOfWork = {
    run: (work: (tx: object) => unknown) => work({ query: () => Promise.resolve({ rows: [] }) }),
  } as unknown as WorkerUnitOfWork;

  it.each([
    [true, TIMES],
    [false, 2],
  ])('that slides (%s), however short, is used %d times, one every 20 s', async (sessionSliding, used) => {
    const link = aTrackingLink({ sessionSliding, sessionTtlSeconds: LIFE_SECONDS });
    const links = { demand: () => Promise.resolve(link) };
    const sut = new ViewerSessions(
      new ViewerStores(access, links, unitOfWork),
      new LinkTimes({} as TimeZones, clock),
    );
    const expiresAt = clock.now() + LIFE_SECONDS * 1_000;
    await access.putSession(hashOfToken(TOKEN) ?? '', { linkUuid: link.uuid, handle: `${used}`, expiresAt });
    let uses = 0;
    const use = () => {
      clock.advance(EVERY_MS);
      return sut.demand(link.uuid, TOKEN).then(
        () => (uses += 1),
        () => undefined,
      );
    };
    for (let n = 0; n < TIMES; n += 1) await use();
    expect(uses).toBe(used);
  });
});
