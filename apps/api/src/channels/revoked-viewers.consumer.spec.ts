import { MemoryLinkAccess, type LinkSession, type LinkState } from '@yipii/live';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { aConsumedEvent, FakeClock } from '@yipii/testing';
import { RevokedViewersConsumer } from './revoked-viewers.consumer';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what is kept for gateways of revoked viewers', () => {
  let clock: FakeClock;
  let access: MemoryLinkAccess;
  let sut: RevokedViewersConsumer;

  beforeEach(() => {
    clock = new FakeClock();
    access = new MemoryLinkAccess(clock);
    sut = new RevokedViewersConsumer(access, clock);
  });

  const iso = (at: number): string => new Date(at).toISOString();

  const consume = (...events: AccessRevoked[]) =>
    sut.onAccessRevoked({
      ...{ topic: topics.accessRevoked, partition: 0, nextOffset: events.length, lag: 0 },
      events: events.map((event) => aConsumedEvent(event, { occurredAt: iso(clock.now()) })),
      publish: () => Promise.reject(new Error('it publishes nothing')),
    });

  const revoked = (kind: AccessRevoked['kind'], id: string, expiresAt?: string): AccessRevoked => ({
    ...{ kind, id, reason: 'of a test' },
    ...(expiresAt !== undefined && { expiresAt }),
  });

  async function aSession(handle: string, lifeMs = HOUR_MS): Promise<string> {
    const session: LinkSession = { linkUuid: 'link', handle, expiresAt: clock.now() + lifeMs };
    await access.putSession(`hash of ${handle}`, session);
    return iso(session.expiresAt);
  }
  const isOpen = async (handle: string) => (await access.session(`hash of ${handle}`)) !== null;

  /** As link-session has just read it. */
  const aLink = (uuid: string): Promise<void> => {
    const state: LinkState = { status: 'active', expiresAt: null, nextChangeAt: null, maxViewers: null };
    return access.putLink(uuid, { ...state, readAt: clock.now() });
  };
  const statusOf = async (uuid: string) => (await access.link(uuid))?.status;

  it('is each session and link that a batch names, and no other', async () => {
    const ends = await aSession('one');
    await aSession('two');
    await aSession('kept');
    await aLink('closed');
    await aLink('open');
    await consume(
      revoked('session', 'one', ends),
      revoked('link', 'closed'),
      revoked('session', 'two', ends),
    );
    expect([await isOpen('one'), await isOpen('two'), await isOpen('kept')]).toEqual([false, false, true]);
    expect([await statusOf('closed'), await statusOf('open')]).toEqual(['disabled', 'active']);
  });

  it('is nothing of credentials that are no viewers', async () => {
    const keep = jest.spyOn(access, 'revoke');
    const others = [
      'token',
      'client',
      'user',
      'user_session',
      'key',
      'trust',
      'account',
      'of a later version',
    ];
    await consume(...others.map((kind) => revoked(kind, 'one')));
    expect(keep).not.toHaveBeenCalled();
  });

  it('ends when the session would have ended', async () => {
    const ends = await aSession('one', 2 * DAY_MS);
    await consume(revoked('session', 'one', iso(clock.now() + HOUR_MS)));
    clock.advance(HOUR_MS - 1);
    expect(await isOpen('one')).toBe(false);
    clock.advance(1);
    expect(await isOpen('one')).toBe(true);
    await consume(revoked('session', 'one', ends));
    expect(await isOpen('one')).toBe(false);
  });

  it.each([undefined, 'never', ''])('lasts a week where the end is not told: %j', async (expiresAt) => {
    await aSession('one', 30 * DAY_MS);
    await consume(revoked('session', 'one', expiresAt));
    clock.advance(7 * DAY_MS - 1);
    expect(await isOpen('one')).toBe(false);
    clock.advance(1);
    expect(await isOpen('one')).toBe(true);
  });

  it('is void for a link that link-session has read since', async () => {
    await aLink('reopened');
    await consume(revoked('link', 'reopened'));
    expect(await statusOf('reopened')).toBe('disabled');
    clock.advance(1);
    await aLink('reopened');
    expect(await statusOf('reopened')).toBe('active');
  });

  it('fails, so that it is consumed again, where it can not be kept; the rest of the batch is kept', async () => {
    const ends = await aSession('one');
    await aSession('two');
    const keep = access.revoke.bind(access);
    const away = jest
      .spyOn(access, 'revoke')
      .mockImplementation((revocation) =>
        revocation.id === 'one' ? Promise.reject(new Error('away')) : keep(revocation),
      );
    const batch = [revoked('session', 'one', ends), revoked('session', 'two', ends)];
    await expect(consume(...batch)).rejects.toThrow('away');
    expect([await isOpen('one'), await isOpen('two')]).toEqual([true, false]);
    away.mockRestore();
    await consume(...batch);
    expect([await isOpen('one'), await isOpen('two')]).toEqual([false, false]);
  });
});
