import { randomUUID } from 'node:crypto';
import type { LinkAccessStore, LinkPosition, LinkPositions, LinkSession, LinkState } from '@yipii/live';

/** What every implementation of `LinkPositions` keeps. */
export function linkPositionsContract(name: string, open: () => LinkPositions): void {
  describe(`last positions of links in ${name}`, () => {
    const aPosition = (seq: number): LinkPosition => ({
      seq,
      madeAt: 1_795_446_245_000 + seq,
      json: JSON.stringify({ seq, display_name: 'Škoda “7”\n{x} 8 9' }),
    });

    it('are the newest of each link, whatever comes when', async () => {
      const [link, other] = [randomUUID(), randomUUID()];
      for (const seq of [5, 3, 9, 9, 10, 2]) await open().put(link, aPosition(seq));
      await open().put(other, aPosition(1));
      expect(await open().last(link)).toEqual(aPosition(10));
      expect(await open().last(other)).toEqual(aPosition(1));
    });

    it('stay the newest when many write at once', async () => {
      const link = randomUUID();
      await Promise.all(Array.from({ length: 100 }, (_, i) => open().put(link, aPosition((i * 37) % 100))));
      expect(await open().last(link)).toEqual(aPosition(99));
    });

    it('are forgotten as far as they are older', async () => {
      const link = randomUUID();
      await open().put(link, aPosition(5));
      await open().forget(link, 5);
      expect(await open().last(link)).toEqual(aPosition(5));
      await open().forget(link, 6);
      expect(await open().last(link)).toBeNull();
      await open().forget(randomUUID(), Number.MAX_SAFE_INTEGER);
      await open().put(link, aPosition(4));
      expect(await open().last(link)).toEqual(aPosition(4));
    });

    it('are absent before the first', async () => {
      expect(await open().last(randomUUID())).toBeNull();
    });
  });
}

/** What every implementation of `LinkAccessStore` keeps. */
export function linkAccessContract(name: string, open: () => LinkAccessStore, now: () => number): void {
  describe(`access to links in ${name}`, () => {
    const DAY_MS = 24 * 3_600_000;
    const link: LinkState = { status: 'active', expiresAt: null, nextChangeAt: 9_000, maxViewers: 3 };
    const aSession = (expiresAt: number): LinkSession => ({
      linkUuid: randomUUID(),
      handle: 'h-1',
      expiresAt,
    });

    it('is found by the hash of the token, until the session is removed', async () => {
      const [hash, session] = [randomUUID(), aSession(now() + 1_000)];
      await open().putSession(hash, session);
      expect(await open().session(hash)).toEqual(session);
      await open().removeSession(hash);
      expect(await open().session(hash)).toBeNull();
      expect(await open().session(randomUUID())).toBeNull();
    });

    it('is known for a day after its end', async () => {
      const [ended, forgotten] = [randomUUID(), randomUUID()];
      await open().putSession(ended, aSession(now() - DAY_MS / 2));
      await open().putSession(forgotten, aSession(now() - DAY_MS - 1_000));
      expect(await open().session(ended)).not.toBeNull();
      expect(await open().session(forgotten)).toBeNull();
    });

    it('ends with a revocation, which outlives what link-session writes of before', async () => {
      const [hash, handle, uuid] = [randomUUID(), randomUUID(), randomUUID()];
      const session = { linkUuid: uuid, handle, expiresAt: now() + DAY_MS };
      const [at, until] = [now(), now() + DAY_MS];
      await open().revoke({ kind: 'session', id: handle, at, until });
      await open().putSession(hash, session);
      expect(await open().session(hash)).toBeNull();
      await open().revoke({ kind: 'link', id: uuid, at, until });
      expect(await open().link(uuid)).toBeNull();
      await open().putLink(uuid, { ...link, readAt: at - 1 });
      expect(await open().link(uuid)).toMatchObject({ status: 'disabled' });
      await open().putLink(uuid, { ...link, readAt: at + 1 });
      expect(await open().link(uuid)).toMatchObject({ status: 'active' });
      await open().revoke({ kind: 'session', id: handle, at, until: now() - 1 });
      expect(await open().session(hash)).toEqual(session);
    });

    it('depends on the last state of the link', async () => {
      const uuid = randomUUID();
      expect(await open().link(uuid)).toBeNull();
      await open().putLink(uuid, link);
      expect(await open().link(uuid)).toEqual(link);
      await open().putLink(uuid, { ...link, status: 'disabled' });
      expect(await open().link(uuid)).toEqual({ ...link, status: 'disabled' });
      await open().removeLink(uuid);
      expect(await open().link(uuid)).toBeNull();
    });
  });
}
