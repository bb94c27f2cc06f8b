import { Metrics, type Mail } from '@yipii/platform';
import type { SeededAccount } from '@yipii/persistence';
import { aLocation, eventually } from '@yipii/testing';
import { asViewer, LinkSessionUnderTest } from '../link-session.testing';

const METRE = 1 / 111_195;
const ARRIVAL = JSON.stringify({
  ...{ lat: 57.7, lng: 11.97, radius_m: 100, dwell_seconds: 3_600, grace_minutes: 5 },
});

describe('notices of a link', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;
  let assetId: number;
  let seq = 0;
  let person = 0;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 1);
    assetId = account.assets[0]?.assetId ?? 0;
  });
  afterAll(() => sut.stop());

  const aLink = (columns = {}) =>
    sut.link(account.accountId, assetId, { access_mode: 'email_code', arrival: ARRIVAL, ...columns });
  /** Somebody with a session by a code. */
  const aViewer = async (uuid: string) => {
    const email = `viewer-${(person += 1)}@example.com`;
    await sut.verify(uuid, { email });
    const { body } = await sut.verify(uuid, { email, code: await sut.codeFor(email) });
    return {
      email,
      token: body.session_token,
      notices: () => sut.mails.filter((mail) => mail.to === email && !isCode(mail)),
    };
  };
  const isCode = ({ subject }: Mail): boolean => /\d{6}/.test(subject);
  const put = (uuid: string, token: string, wanted: object) =>
    sut.call('PUT', `${uuid}/notice`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
    });
  /** So many metres away, until the notice, or whatever is expected, has come. */
  const driveUntil = async (metres: number, expected: () => void): Promise<void> => {
    await eventually(
      async () => {
        seq += 1;
        const timestamp = new Date().toISOString();
        await sut.drive(
          account.accountId,
          aLocation({ assetId, seq, timestamp, lat: 57.7 + metres * METRE, lng: 11.97 }),
        );
        expected();
      },
      { everyMs: 200 },
    );
  };

  it('come when the vehicle is near, and when the link ends, each once', async () => {
    const uuid = await aLink({ locale: 'sv' });
    const [near, end, silent] = [await aViewer(uuid), await aViewer(uuid), await aViewer(uuid)];
    expect(await put(uuid, near.token, { arriving_minutes: 30 })).toMatchObject({
      ...{ status: 200, body: { arriving_minutes: 30, ended: false } },
    });
    expect((await put(uuid, end.token, { ended: true })).status).toBe(200);
    await driveUntil(5_000, () => expect(near.notices()).toHaveLength(1));
    const [mail] = near.notices();
    expect(mail?.subject).toMatch(/^Framme om ungefär \d+ minuter$/);
    expect(mail?.text).toContain(`https://live.example.com/t/${uuid}`);
    expect(mail?.text).not.toMatch(/57[.,]7|11[.,]97/);
    expect((await put(uuid, near.token, { arriving_minutes: 40, ended: true })).status).toBe(200);
    await driveUntil(4_000, () => undefined);
    await sut.change(uuid, 'is_disabled = true');
    await eventually(() => expect(end.notices()).toHaveLength(1));
    await eventually(() => expect(near.notices()).toHaveLength(2));
    expect(end.notices()[0]?.subject).toBe('Spårningen är avslutad');
    await sut.change(uuid, `name = 'x'`);
    await sut.change(uuid, 'is_disabled = false, generation = generation + 1');
    await sut.settled(uuid, 'active');
    expect([near, end, silent].map(({ notices }) => notices().length)).toEqual([2, 1, 0]);
  });

  it('come at once where the vehicle is near already, in the name of the brand', async () => {
    const { rows } = await sut.pool.query<{ uuid: string }>(
      `INSERT INTO brand (account_id, name) VALUES ($1, 'Kärnfrukt') RETURNING uuid`,
      [account.accountId],
    );
    const uuid = await aLink({ brand_id: rows[0]?.uuid });
    const viewer = await aViewer(uuid);
    const state = `SELECT progress FROM link_state WHERE link_uuid = $1`;
    const isNear = async () =>
      (await sut.pool.query<{ progress: { leastEtaMinutes: number } | null }>(state, [uuid])).rows[0]
        ?.progress?.leastEtaMinutes;
    await driveUntil(1_000, () => undefined);
    await eventually(async () => {
      await driveUntil(1_000, () => undefined);
      expect(await isNear()).toBeLessThan(20);
    });
    await put(uuid, viewer.token, { arriving_minutes: 20 });
    await eventually(() => expect(viewer.notices()).toHaveLength(1));
    expect(viewer.notices()[0]?.text).toContain('Kärnfrukt has shared');
  });

  it('are for addresses that were verified by a code', async () => {
    for (const columns of [{ access_mode: 'public' }, { access_mode: 'email' }]) {
      const uuid = await aLink(columns);
      const { body } = await sut.verify(uuid, { email: 'eve@example.com' });
      expect(await put(uuid, body.session_token, { ended: true })).toMatchObject({
        ...{ status: 403, body: { code: 'FORBIDDEN' } },
      });
    }
    const uuid = await aLink();
    expect((await put(uuid, `yts_${'A'.repeat(43)}`, { ended: true })).status).toBe(401);
  });

  it.each([{ arriving_minutes: 4 }, { arriving_minutes: 61 }, { ended: 'yes' }, { sms: true }])(
    'are refused as %j',
    async (wanted) => {
      const uuid = await aLink();
      const { token } = await aViewer(uuid);
      expect((await put(uuid, token, wanted)).status).toBe(422);
    },
  );

  it('end by the viewer, by one click in the mail, and where the address is barred', async () => {
    const uuid = await aLink();
    const viewers = [
      await aViewer(uuid),
      await aViewer(uuid),
      await aViewer(uuid),
      await aViewer(uuid),
    ] as const;
    const [left, clicked, barred, kept] = viewers;
    for (const { token } of viewers) await put(uuid, token, { arriving_minutes: 60, ended: true });
    await driveUntil(3_000, () => {
      for (const { notices } of viewers) expect(notices()).toHaveLength(1);
    });
    expect((await sut.call('DELETE', `${uuid}/notice`, asViewer(left.token))).status).toBe(204);
    const url = new URL(clicked.notices()[0]?.unsubscribeUrl ?? '');
    const path = `..${url.pathname.replace('/api/public', '')}`;
    expect(clicked.notices()[0]?.text).toContain(url.toString());
    const asked = await sut.call('GET', path);
    expect([asked.status, asked.text]).toEqual([
      200,
      expect.stringContaining('<form method="post">') as string,
    ]);
    const count = async () =>
      (await sut.pool.query('SELECT FROM link_notice WHERE link_uuid = $1', [uuid])).rowCount;
    expect(await count()).toBe(3);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await sut.call('POST', path, { body })).status).toBe(200);
    expect(await count()).toBe(2);
    for (const unknown of ['x', '7c9e6679-7425-40de-944b-e07fc1f90ae7'])
      expect((await sut.call('POST', `../notice/${unknown}/unsubscribe`)).text).toBe(
        (await sut.call('POST', path)).text,
      );
    await sut.change(uuid, `barred_emails = ARRAY['${barred.email}']`);
    await sut.change(uuid, 'is_disabled = true');
    await eventually(() => expect(kept.notices()).toHaveLength(2));
    expect([left, clicked, barred].map(({ notices }) => notices().length)).toEqual([1, 1, 1]);
  });

  it('count among the mails of a mailbox: one too many is left out', async () => {
    const uuid = await aLink();
    const viewer = await aViewer(uuid);
    for (let more = 0; more < 2; more += 1) await sut.verify(uuid, { email: viewer.email });
    await put(uuid, viewer.token, { ended: true });
    await sut.change(uuid, 'is_disabled = true');
    await eventually(async () => {
      const done = 'SELECT FROM link_notice WHERE link_uuid = $1 AND done_at IS NOT NULL';
      expect((await sut.pool.query(done, [uuid])).rowCount).toBe(1);
    });
    expect(viewer.notices()).toEqual([]);
    expect(await sut.part(Metrics).registry.metrics()).toMatch(
      /yipii_link_notices_total\{kind="ended",outcome="over_limit"\} 1/,
    );
  });
});
